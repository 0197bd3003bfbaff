/**
 * AdminDisableUser: the user can no longer sign in, and every token of the user is revoked.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDisableUser.html
 */
import { userPoolOrThrow } from "../../services/configuration.js";
import { namedUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminDisableUser = operation("AdminDisableUser", async ({ store, clock }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await namedUser(tx, pool, input.Username);
    const now = clock.now();
    if (user.enabled) await updateUser(tx, pool, { ...user, enabled: false, modifiedAt: now });
    await tx.tokenSessions.revokeAllOfUser(pool.id, user.sub, now);
  });
  return {};
});
