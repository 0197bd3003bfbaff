/**
 * GetClientToken: an access token for an app client that acts for itself, without a domain. The client's secret is the
 * proof; a signature is not asked for. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetClientToken.html
 */

import { clientAndPool } from "../../services/configuration.js";
import { checkMachineClient, scopesForClient, withoutFunctionExceptions } from "../../services/tokens/client-tokens.js";
import { operation } from "../operation.js";

export const getClientToken = operation("GetClientToken", async ({ store, tokens }, input) => {
  const { client, pool } = await clientAndPool(store, input.ClientId);
  await checkMachineClient(store, client, input.Secret);
  const scopes = await scopesForClient(store, client, input.Scopes);
  const grant = { pool, client, scopes, clientMetadata: input.ClientMetadata };
  return { ClientAuthenticationResult: await tokens.signForClient(grant).catch(withoutFunctionExceptions) };
});
