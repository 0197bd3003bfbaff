/**
 * Begins a sign-in of a user's own application, or refreshes its tokens.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html
 */
import { userOrigin } from "../../domain/threat/context-data.js";
import { clientAndPool } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const initiateAuth = operation("InitiateAuth", async ({ store, authentication, request }, input) => {
  const { client, pool } = await clientAndPool(store, input.ClientId);
  const origin = userOrigin(request, { pool, client }, input.UserContextData);
  return authentication.initiate({ door: "user", pool, client, origin, region: request.region }, input);
});
