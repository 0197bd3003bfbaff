/**
 * AdminListUserSessions: the living sessions of a user, all on one page, latest use first.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserSessions.html
 */
import { describeTokenSession } from "../../domain/token-session/describe.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { longestSessionList, trackedSessionsOf } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const adminListUserSessions = operation(
  "AdminListUserSessions",
  async ({ store, clock, paging, request }, input) => {
    const pool = await userPoolOrThrow(store, input.UserPoolId);
    const user = await userOrThrow(store, pool, input.Username);
    // One page holds everything, so no token was ever given out.
    paging.request(
      { operation: "AdminListUserSessions", poolId: pool.id, filter: user.sub },
      { token: input.NextToken, limit: longestSessionList, requestId: request.requestId },
    );
    const sessions = await trackedSessionsOf(store, clock, pool, user);
    return { Sessions: sessions.map((session) => describeTokenSession(session, undefined)) };
  },
);
