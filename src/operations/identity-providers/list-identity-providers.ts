/** ListIdentityProviders: names and types of a pool's providers. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListIdentityProviders.html */
import { describeProviderInList } from "../../domain/identity-provider/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

const defaultPage = 60;

export const listIdentityProviders = operation("ListIdentityProviders", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const listing = { operation: "ListIdentityProviders", poolId: pool.id };
  const limit = input.MaxResults || defaultPage;
  const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
  const page = await store.identityProviders.page(pool.id, asked);
  const NextToken = paging.token(listing, page.next);
  return { Providers: page.items.map(describeProviderInList), ...(NextToken === undefined ? {} : { NextToken }) };
});
