/**
 * SetUserPoolSessionConfiguration: turns tracking of sessions on or off and sets how many a user may have at once.
 * Replaces the whole configuration. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html
 */
import { type PoolSessionConfiguration, requireSessionManagement } from "../../domain/token-session/configuration.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { putPoolSetting } from "../../services/directories/pool-settings.js";
import { poolSessionKey } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const setUserPoolSessionConfiguration = operation(
  "SetUserPoolSessionConfiguration",
  async ({ store, clock }, { UserPoolId, UserSessionTracking, TokenSession }) => {
    const configuration: PoolSessionConfiguration = {
      tracking: UserSessionTracking,
      maxPerUser: TokenSession.MaxPerUser,
    };
    await store.transaction(async (tx) => {
      const pool = await userPoolOrThrow(tx, UserPoolId);
      requireSessionManagement(pool);
      await putPoolSetting(tx, poolSessionKey(pool.id), configuration, clock.now());
    });
    return { UserPoolId, UserSessionTracking, TokenSession: { MaxPerUser: configuration.maxPerUser } };
  },
);
