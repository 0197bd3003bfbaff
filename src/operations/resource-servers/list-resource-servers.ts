/** ListResourceServers: resource servers of a pool with their scopes. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListResourceServers.html */
import { describeResourceServer } from "../../domain/resource-server/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

const defaultPage = 50;

export const listResourceServers = operation("ListResourceServers", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const listing = { operation: "ListResourceServers", poolId: pool.id };
  const limit = input.MaxResults ?? defaultPage;
  const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
  const page = await store.resourceServers.page(pool.id, asked);
  const NextToken = paging.token(listing, page.next);
  return { ResourceServers: page.items.map(describeResourceServer), ...(NextToken === undefined ? {} : { NextToken }) };
});
