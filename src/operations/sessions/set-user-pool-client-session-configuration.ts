/**
 * SetUserPoolClientSessionConfiguration: sets for how long an app client reuses an SSO session silently, in a pool that
 * tracks sessions. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolClientSessionConfiguration.html
 */
import {
  type ClientSessionConfiguration,
  requireSessionManagement,
  requireTracking,
} from "../../domain/token-session/configuration.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { putPoolSetting } from "../../services/directories/pool-settings.js";
import { clientSessionKey, poolSessions } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const setUserPoolClientSessionConfiguration = operation(
  "SetUserPoolClientSessionConfiguration",
  async ({ store, clock }, { UserPoolId, ClientId, SSOSession }) => {
    const configuration: ClientSessionConfiguration = { ssoMaxValidityMinutes: SSOSession.MaxValidityMinutes };
    await store.transaction(async (tx) => {
      const pool = await userPoolOrThrow(tx, UserPoolId);
      const client = await appClientOrThrow(tx, ClientId, pool.id);
      requireSessionManagement(pool);
      requireTracking(await poolSessions(tx, pool.id));
      await putPoolSetting(tx, clientSessionKey(pool.id, client.id), configuration, clock.now());
    });
    return { UserPoolId, ClientId, SSOSession: { MaxValidityMinutes: configuration.ssoMaxValidityMinutes } };
  },
);
