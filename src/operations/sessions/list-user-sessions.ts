/**
 * ListUserSessions: the living sessions of the signed-in user, of every app client, all on one page.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserSessions.html
 */
import { describeTokenSession } from "../../domain/token-session/describe.js";
import { longestSessionList, trackedSessionsOf } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const listUserSessions = operation(
  "ListUserSessions",
  async ({ store, clock, accessTokens, paging, request }, input) => {
    const { pool, user, session: current } = await accessTokens.authorise(input.AccessToken);
    // One page holds everything, so no token was ever given out.
    paging.request(
      { operation: "ListUserSessions", poolId: pool.id, filter: user.sub },
      { token: input.NextToken, limit: longestSessionList, requestId: request.requestId },
    );
    const sessions = await trackedSessionsOf(store, clock, pool, user);
    return { Sessions: sessions.map((session) => describeTokenSession(session, current.eventId)) };
  },
);
