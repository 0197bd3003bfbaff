/**
 * GetDerivedToken: exchanges a token of a user for one that is made for another service, narrower and bound to it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDerivedToken.html
 *
 * Whoever signs needs no client secret; everybody else proves to be the client.
 */
import { NotAuthorizedException } from "../../model/generated/exceptions.js";
import { judgeClientSecret } from "../../services/client-secrets.js";
import { clientAndPool } from "../../services/configuration.js";
import { exchangeToken } from "../../services/tokens/token-exchange.js";
import { operation } from "../operation.js";

export const getDerivedToken = operation("GetDerivedToken", async ({ store, clock, tokens, request }, input) => {
  const { client, pool } = await clientAndPool(store, input.ClientId);
  const isSigned = request.caller.kind !== "anonymous";
  if (!isSigned || input.ClientSecret !== undefined) {
    const verdict = await judgeClientSecret(store, client, input.ClientSecret);
    if (verdict !== "good") throw new NotAuthorizedException("Invalid client or secret");
  }
  return exchangeToken({ store, clock, tokens }, { pool, client }, input);
});
