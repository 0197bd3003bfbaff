/**
 * Revokes a refresh token with every token of the same sign-in; other sign-ins of the user live on.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
 *
 * RevokeAssociatedSessions=LINKED has nothing to do: no sign-in by API comes through a session of managed login.
 */
import { isTokenRevocationEnabled } from "../../domain/app-client/in-force.js";
import { parseCompactJws } from "../../domain/token-claims/compact-jws.js";
import {
  UnauthorizedException,
  UnsupportedOperationException,
  UnsupportedTokenTypeException,
} from "../../model/generated/exceptions.js";
import { judgeClientSecret } from "../../services/client-secrets.js";
import { operation } from "../operation.js";

export const revokeToken = operation("RevokeToken", async ({ store, tokens, clock }, input) => {
  const client = await store.appClients.get(input.ClientId);
  if (client === undefined) throw new UnauthorizedException("Client does not exist.");
  if ((await judgeClientSecret(store, client, input.ClientSecret)) !== "good") {
    throw new UnauthorizedException("Unable to verify the secret of the client.");
  }
  if (!isTokenRevocationEnabled(client)) {
    throw new UnsupportedOperationException("Token revocation is not enabled for the client.");
  }
  if (parseCompactJws(input.Token) !== undefined) {
    throw new UnsupportedTokenTypeException("Only refresh tokens can be revoked.");
  }
  const content = tokens.readRefreshToken(client.poolId, input.Token);
  // RFC 7009: a token that means nothing is as good as revoked.
  if (content === undefined) return {};
  if (content.clientId !== client.id) throw new UnauthorizedException("The token was issued to another client.");
  await store.tokenSessions.revoke(content.eventId, clock.now());
  return {};
});
