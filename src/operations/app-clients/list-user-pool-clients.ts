/** ListUserPoolClients: ids and names of a pool's app clients. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html */
import { describeAppClientInList } from "../../domain/app-client/describe.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

const defaultPage = 60;

export const listUserPoolClients = operation("ListUserPoolClients", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const listing = { operation: "ListUserPoolClients", poolId: pool.id, filter: input.ClientType };
  const limit = input.MaxResults ?? defaultPage;
  const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
  // No client registers itself here, so that none is of the other type.
  if (input.ClientType === "DCR") return { UserPoolClients: [] };
  const page = await store.appClients.page(pool.id, asked);
  const NextToken = paging.token(listing, page.next);
  return {
    UserPoolClients: page.items.map(describeAppClientInList),
    ...(NextToken === undefined ? {} : { NextToken }),
  };
});
