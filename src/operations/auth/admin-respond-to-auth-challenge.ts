/**
 * Takes the next step of a sign-in on behalf of a user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminRespondToAuthChallenge.html
 */
import { adminOrigin } from "../../domain/threat/context-data.js";
import { appClientOrThrow, userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const adminRespondToAuthChallenge = operation(
  "AdminRespondToAuthChallenge",
  async ({ store, authentication, request }, input) => {
    const pool = await userPoolOrThrow(store, input.UserPoolId);
    const client = await appClientOrThrow(store, input.ClientId, pool.id);
    // The caller is a server; where the user is, only the caller knows.
    const origin = adminOrigin(request, pool, input.ContextData);
    return authentication.respond({ door: "admin", pool, client, origin, region: request.region }, input);
  },
);
