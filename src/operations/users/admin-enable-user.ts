/**
 * AdminEnableUser: the user can sign in again; tokens from before stay revoked.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminEnableUser.html
 */
import { userPoolOrThrow } from "../../services/configuration.js";
import { namedUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminEnableUser = operation("AdminEnableUser", async ({ store, clock }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await namedUser(tx, pool, input.Username);
    if (!user.enabled) await updateUser(tx, pool, { ...user, enabled: true, modifiedAt: clock.now() });
  });
  return {};
});
