/**
 * Owns exchanging a token of this pool for one made for another service: proving the tokens that are presented, and
 * having the new one signed. The rules over proven values are `domain/token-exchange`. Tokens of identity providers are
 * refused by name: nothing here can prove them yet.
 */

import type { AppClient } from "../../domain/app-client.js";
import { userIsDisabled } from "../../domain/sign-in-order.js";
import { isMachineTokenOf, userTokenFacts } from "../../domain/token-exchange/presented-token.js";
import {
  actorClaim,
  checkExchangeFlow,
  checkExchangeRequest,
  checkIdTokenAllowed,
  derivedScopes,
  scopesOfSubject,
} from "../../domain/token-exchange/rules.js";
import type { TokenSession } from "../../domain/token-session.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import {
  InvalidParameterException,
  NotAuthorizedException,
  OperationNotEnabledException,
  ResourceNotFoundException,
  UserNotFoundException,
} from "../../model/generated/exceptions.js";
import type {
  GetDerivedTokenRequest,
  GetDerivedTokenResponse,
  TokenTypeIdentifierType,
} from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { Store } from "../../ports/store.js";
import { identityProviderOrThrow } from "../directories/provider-directory.js";
import type { TokenDesk } from "./token-desk.js";

type Claims = Readonly<Record<string, unknown>>;

/** What the exchange is made of. */
export interface ExchangeParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly tokens: TokenDesk;
}

/** The client that asks, which has proven itself, and its pool. */
export interface ExchangeCall {
  readonly pool: UserPool;
  readonly client: AppClient;
}

/** One presented token; `what` names it in refusals. */
interface Presented {
  readonly what: "Subject" | "Actor";
  readonly text: string;
  readonly type: TokenTypeIdentifierType;
  readonly providerName?: string | undefined;
}

const bad = (what: string, how: string) => new NotAuthorizedException(how.replace("{}", `${what} Token`));

/** The new token, or an exception that GetDerivedToken's model lists. */
export async function exchangeToken(
  parts: ExchangeParts,
  call: ExchangeCall,
  input: GetDerivedTokenRequest,
): Promise<GetDerivedTokenResponse> {
  const { tokens, store } = parts;
  const { pool, client } = call;
  checkExchangeFlow(client, input.ActorToken !== undefined);
  checkExchangeRequest(input);
  const subject = await provenUser(parts, pool, {
    what: "Subject",
    text: input.SubjectToken,
    type: input.SubjectTokenType,
    providerName: input.SubjectTokenProviderName,
  });
  const actor =
    input.ActorToken === undefined || input.ActorTokenType === undefined
      ? undefined
      : await provenActor(parts, pool, {
          what: "Actor",
          text: input.ActorToken,
          type: input.ActorTokenType,
          providerName: input.ActorTokenProviderName,
        });
  const issued = input.RequestedTokenType ?? "ACCESS_TOKEN";
  if (issued === "ID_TOKEN") checkIdTokenAllowed(subject.claims);
  const asked = await audienceOf(store, call, input, issued === "ID_TOKEN");
  const audience = narrowedAudience(client, subject.claims, asked);
  const { token, expiresIn, scopes } = await tokens.signDerived({
    pool,
    client,
    user: subject.user,
    session: subject.session,
    use: issued === "ID_TOKEN" ? "id" : "access",
    scopes: derivedScopes(client, scopesOfSubject(subject.claims), input.Scopes),
    audience,
    actor: actorClaim(subject.claims, actor),
    expiresAt: subject.expiresAt,
  });
  return {
    IssuedToken: token,
    IssuedTokenType: issued,
    // RFC 8693: what is no access token has no type to be used by.
    TokenType: issued === "ID_TOKEN" ? "N_A" : "Bearer",
    ExpiresIn: expiresIn,
    ...(scopes.length === 0 ? {} : { Scopes: [...scopes] }),
  };
}

/** Whom the new token is for; undefined where nobody was named. */
async function audienceOf(
  store: Store,
  { pool, client }: ExchangeCall,
  { Audiences, Resources }: GetDerivedTokenRequest,
  isIdToken: boolean,
): Promise<string | undefined> {
  const resource = Resources?.[0];
  if (resource !== undefined) {
    const server = await store.resourceServers.get(pool.id, resource);
    if (server === undefined) throw new ResourceNotFoundException(`Resource server ${resource} does not exist.`);
    return resource;
  }
  const audience = Audiences?.[0];
  // Applications take an ID token with their own id for a sign-in of theirs: nobody makes one for another client.
  if (isIdToken && audience !== undefined && audience !== client.id && (await store.appClients.get(audience))) {
    throw new InvalidParameterException("An ID token cannot be issued to another app client.");
  }
  return audience;
}

/**
 * The audience of a token made of another: what was made for one service stays so unless it is made for another one.
 * Whoever received it would otherwise make of it what manages the account, or signs in to the client (T-18g).
 */
function narrowedAudience(client: AppClient, claims: Claims, asked: string | undefined) {
  const { token_use: use, aud, azp, client_id: clientId } = claims;
  // An ID token as it comes from a sign-in names its client, and nobody as authorised party.
  const isForOthers = typeof aud === "string" && aud !== (use === "access" ? clientId : (azp ?? aud));
  const audience = asked ?? (isForOthers ? aud : undefined);
  // Also where the token was made for this very client and nobody is named: a client that is its own audience signs in.
  if (isForOthers && audience === client.id) {
    throw new InvalidParameterException("The audience of the subject token does not allow the requested audience.");
  }
  return audience;
}

/** The claims of a token that this pool signed and that has not expired. */
async function provenClaims(
  { tokens, clock, store }: ExchangeParts,
  pool: UserPool,
  token: Presented,
): Promise<Claims> {
  const { what, text, type, providerName } = token;
  if (providerName !== undefined || type === "SAML2") {
    await identityProviderOrThrow(store, pool.id, providerName ?? "");
    throw new OperationNotEnabledException(
      "Tokens of identity providers cannot be exchanged in this version of Poolhouse.",
    );
  }
  const claims = await tokens.readSignedToken(pool, text, type === "ID_TOKEN" ? "id" : "access");
  const exp = claims?.["exp"];
  if (claims === undefined || typeof exp !== "number") throw bad(what, "Invalid {}");
  if (clock.now() >= exp * 1000) throw bad(what, "{} has expired");
  return claims;
}

interface ProvenUser {
  readonly claims: Claims;
  readonly user: User;
  readonly session: TokenSession;
  readonly expiresAt: number;
}

/** Who a good token of a living sign-in speaks for (T-17b). */
async function provenUser(parts: ExchangeParts, pool: UserPool, token: Presented): Promise<ProvenUser> {
  const claims = await provenClaims(parts, pool, token);
  return userBehind(parts, pool, token.what, claims);
}

async function userBehind(
  { store }: ExchangeParts,
  pool: UserPool,
  what: Presented["what"],
  claims: Claims,
): Promise<ProvenUser> {
  const facts = userTokenFacts(claims);
  if (facts === undefined) throw bad(what, "Invalid {}");
  const [user, session] = await Promise.all([
    store.users.getBySub(pool.id, facts.sub),
    store.tokenSessions.get(facts.eventId),
  ]);
  if (user === undefined) throw new UserNotFoundException("User does not exist.");
  if (!user.enabled) throw userIsDisabled();
  if (session === undefined || session.revokedAt !== undefined) throw bad(what, "{} has been revoked");
  if (session.poolId !== pool.id || session.sub !== user.sub) throw bad(what, "Invalid {}");
  const clients = await Promise.all([session.clientId, facts.clientId].map((id) => store.appClients.get(id)));
  if (clients.some((client) => client?.poolId !== pool.id)) throw bad(what, "{} has been revoked");
  return { claims, user, session, expiresAt: facts.exp * 1000 };
}

/** The claims of whoever acts: another user, or an app client by a token of its own. */
async function provenActor(parts: ExchangeParts, pool: UserPool, token: Presented): Promise<Claims> {
  const claims = await provenClaims(parts, pool, token);
  const clientId = isMachineTokenOf(claims);
  if (clientId === undefined) return (await userBehind(parts, pool, token.what, claims)).claims;
  const client = await parts.store.appClients.get(clientId);
  if (client?.poolId !== pool.id) throw bad(token.what, "{} has been revoked");
  return claims;
}
