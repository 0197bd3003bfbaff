/** AdminListGroupsForUser: the groups of one user by name. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListGroupsForUser.html */
import { describeGroup } from "../../domain/group/rules.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

const defaultPage = 60;

export const adminListGroupsForUser = operation("AdminListGroupsForUser", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const user = await userOrThrow(store, pool, input.Username);
  const listing = { operation: "AdminListGroupsForUser", poolId: pool.id, filter: user.sub };
  const limit = input.Limit || defaultPage;
  const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
  const page = await store.groups.pageOfUser(pool.id, user.sub, asked);
  const NextToken = paging.token(listing, page.next);
  return { Groups: page.items.map(describeGroup), ...(NextToken === undefined ? {} : { NextToken }) };
});
