/** ListUsersInGroup: members of a group, as ListUsers shows users. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsersInGroup.html */
import { userType } from "../../domain/user/user-view.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { groupOrThrow } from "../../services/directories/group-directory.js";
import { identitiesOf } from "../../services/user-identities.js";
import { operation } from "../operation.js";

const defaultPage = 60;

export const listUsersInGroup = operation("ListUsersInGroup", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const group = await groupOrThrow(store, pool.id, input.GroupName);
  const listing = { operation: "ListUsersInGroup", poolId: pool.id, filter: group.name };
  const limit = input.Limit || defaultPage;
  const asked = paging.request(listing, { token: input.NextToken, limit, requestId: request.requestId });
  const page = await store.groups.pageMembers(pool.id, group.name, asked);
  const NextToken = paging.token(listing, page.next);
  const Users = await Promise.all(
    page.items.map(async (user) => userType(user, await identitiesOf(store, pool, user))),
  );
  return { Users, ...(NextToken === undefined ? {} : { NextToken }) };
});
