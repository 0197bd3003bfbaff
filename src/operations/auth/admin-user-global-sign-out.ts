/**
 * Ends every sign-in of a user: no access or refresh token issued so far is accepted any more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
 */
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminUserGlobalSignOut = operation("AdminUserGlobalSignOut", async ({ store, clock }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const user = await userOrThrow(store, pool, input.Username);
  await store.transaction((tx) => tx.tokenSessions.revokeAllOfUser(pool.id, user.sub, clock.now()));
  return {};
});
