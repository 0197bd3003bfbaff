/**
 * AdminRevokeUserSession: ends one session of a user, so that none of its tokens is accepted any more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRevokeUserSession.html
 *
 * RevokeAssociatedSessions=LINKED has nothing more to end: no sign-in by API came through a session of managed login.
 */
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { trackedSessionOrThrow } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const adminRevokeUserSession = operation("AdminRevokeUserSession", async ({ store, clock }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await userOrThrow(tx, pool, input.Username);
    const session = await trackedSessionOrThrow(tx, clock, pool, user, input.SessionId);
    await tx.tokenSessions.revoke(session.eventId, clock.now());
  });
  return {};
});
