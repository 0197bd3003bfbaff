/** AdminGetUser: one user with attributes, state and dates. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html */
import { adminGetUserView } from "../../domain/user/user-view.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { identitiesOf } from "../../services/user-identities.js";
import { operation } from "../operation.js";

export const adminGetUser = operation("AdminGetUser", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const user = await userOrThrow(store, pool, input.Username);
  return adminGetUserView(user, await identitiesOf(store, pool, user));
});
