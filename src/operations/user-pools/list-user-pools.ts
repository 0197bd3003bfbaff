/** ListUserPools: the pools of the caller's account and region. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPools.html */
import { describeUserPoolInList } from "../../domain/user-pool/describe.js";
import { operation } from "../operation.js";

export const listUserPools = operation("ListUserPools", async ({ store, paging, request }, input) => {
  const { accountId, region, requestId } = request;
  const listing = { operation: "ListUserPools", poolId: "", filter: `${accountId}/${region}` };
  const asked = paging.request(listing, { token: input.NextToken, limit: input.MaxResults, requestId });
  const page = await store.userPools.page(accountId, region, asked);
  const NextToken = paging.token(listing, page.next);
  return { UserPools: page.items.map(describeUserPoolInList), ...(NextToken === undefined ? {} : { NextToken }) };
});
