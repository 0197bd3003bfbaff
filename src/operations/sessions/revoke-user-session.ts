/**
 * RevokeUserSession: ends another session of the signed-in user, so that none of its tokens is accepted any more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeUserSession.html
 *
 * RevokeAssociatedSessions=LINKED has nothing more to end: no sign-in by API came through a session of managed login.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { trackedSessionOrThrow } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const revokeUserSession = operation("RevokeUserSession", async ({ store, clock, accessTokens }, input) => {
  const { pool, user, session: current } = await accessTokens.authorise(input.AccessToken);
  await store.transaction(async (tx) => {
    const session = await trackedSessionOrThrow(tx, clock, pool, user, input.SessionId);
    if (session.eventId === current.eventId) {
      throw new InvalidParameterException("The current session cannot be revoked.");
    }
    await tx.tokenSessions.revoke(session.eventId, clock.now());
  });
  return {};
});
