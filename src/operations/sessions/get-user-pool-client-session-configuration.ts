/**
 * GetUserPoolClientSessionConfiguration: for how long an app client reuses an SSO session silently; the default where
 * nothing was set. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserPoolClientSessionConfiguration.html
 */
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { clientSessions } from "../../services/tokens/session-tracking.js";
import { operation } from "../operation.js";

export const getUserPoolClientSessionConfiguration = operation(
  "GetUserPoolClientSessionConfiguration",
  async ({ store }, input) => {
    const pool = await userPoolOrThrow(store, input.UserPoolId);
    const client = await appClientOrThrow(store, input.ClientId, pool.id);
    const { ssoMaxValidityMinutes } = await clientSessions(store, pool.id, client.id);
    return { UserPoolId: pool.id, ClientId: client.id, SSOSession: { MaxValidityMinutes: ssoMaxValidityMinutes } };
  },
);
