/**
 * Takes the next step of a sign-in of a user's own application.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
 */
import { userOrigin } from "../../domain/threat/context-data.js";
import { clientAndPool } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const respondToAuthChallenge = operation(
  "RespondToAuthChallenge",
  async ({ store, authentication, request }, input) => {
    const { client, pool } = await clientAndPool(store, input.ClientId);
    const origin = userOrigin(request, { pool, client }, input.UserContextData);
    return authentication.respond({ door: "user", pool, client, origin, region: request.region }, input);
  },
);
