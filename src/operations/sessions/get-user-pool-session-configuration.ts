/**
 * GetUserPoolSessionConfiguration: whether a pool tracks sessions, and how many a user may have at once; the defaults where
 * nothing was set. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolSessionConfiguration.html
 */
import { userPoolOrThrow } from "../../services/configuration.js";
import { poolSessions } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const getUserPoolSessionConfiguration = operation(
  "GetUserPoolSessionConfiguration",
  async ({ store }, input) => {
    const pool = await userPoolOrThrow(store, input.UserPoolId);
    const { tracking, maxPerUser } = await poolSessions(store, pool.id);
    return { UserPoolId: pool.id, UserSessionTracking: tracking, TokenSession: { MaxPerUser: maxPerUser } };
  },
);
