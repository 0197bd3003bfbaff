/** ListGroups: the groups of a pool by name. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListGroups.html */
import { describeGroup } from "../../domain/group/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

const defaultPage = 60;

export const listGroups = operation("ListGroups", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const listing = { operation: "ListGroups", poolId: pool.id };
  const limit = input.Limit || defaultPage;
  const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
  const page = await store.groups.page(pool.id, asked);
  const NextToken = paging.token(listing, page.next);
  return { Groups: page.items.map(describeGroup), ...(NextToken === undefined ? {} : { NextToken }) };
});
