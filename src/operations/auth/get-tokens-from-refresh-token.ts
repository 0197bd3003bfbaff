/**
 * Exchanges a refresh token for new tokens, and for its successor where the client rotates.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
 */
import { clientAndPool } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const getTokensFromRefreshToken = operation(
  "GetTokensFromRefreshToken",
  async ({ store, authentication, request }, input) => {
    const { client, pool } = await clientAndPool(store, input.ClientId);
    return { AuthenticationResult: await authentication.exchange({ pool, client, origin: request }, input) };
  },
);
