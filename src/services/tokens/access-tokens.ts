/**
 * Owns deciding whether an access token still opens the door: signature, time, use, scope, revocation, and the state of its
 * user (T-17). What is done behind the door belongs to the operations.
 */
import type { AppClient } from "../../domain/app-client.js";
import { userIsDisabled } from "../../domain/sign-in-order.js";
import { parseCompactJws } from "../../domain/token-claims/compact-jws.js";
import type { TokenSession } from "../../domain/token-session.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import { NotAuthorizedException, UserNotFoundException } from "../../model/generated/exceptions.js";
import type { Clock } from "../../ports/clock.js";
import type { PublicKeyWork } from "../../ports/public-key-work.js";
import type { Store } from "../../ports/store.js";
import type { SigningKeyRing } from "./signing-keys.js";
import { type IssuerOf, userAdminScope } from "./token-desk.js";

/** Who stands behind a good access token, read from the store at this moment. */
export interface AuthorisedUser {
  readonly user: User;
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly session: TokenSession;
}

export interface AccessTokens {
  /**
   * The user of a good token. NotAuthorizedException in Cognito's words for a bad, expired or revoked token, a disabled
   * user or a missing scope (`aws.cognito.signin.user.admin` unless another is named); UserNotFoundException for a deleted
   * user.
   */
  authorise(accessToken: string, options?: { readonly scope?: string }): Promise<AuthorisedUser>;
}

const invalid = () => new NotAuthorizedException("Invalid Access Token");
const unverified = () => new NotAuthorizedException("Could not verify signature for Access Token");
const expired = () => new NotAuthorizedException("Access Token has expired");
const revoked = () => new NotAuthorizedException("Access Token has been revoked");
const lacksScope = () => new NotAuthorizedException("Access Token does not have required scopes");

/**
 * Whether a token was made for another service, or for somebody who acts in the user's place (GetDerivedToken): neither
 * manages the account. A pool's own function may name the client itself as audience.
 */
function isForSomebodyElse({ aud, act, client_id }: Readonly<Record<string, unknown>>): boolean {
  return act !== undefined || (aud !== undefined && aud !== client_id);
}

/** The claims that decide, once the signature has proven them; anything else in their place makes the token invalid. */
interface DecidingClaims {
  readonly sub: string;
  readonly clientId: string;
  readonly eventId: string;
  readonly exp: number;
  readonly scopes: readonly string[];
}

/** Makes the judge of access tokens. */
export function createAccessTokens(needs: {
  store: Store;
  clock: Clock;
  publicKeyWork: PublicKeyWork;
  signingKeys: SigningKeyRing;
  issuerOf: IssuerOf;
}): AccessTokens {
  const { store, clock, publicKeyWork, signingKeys, issuerOf } = needs;

  /** The pool that the token says it is of, and its claims once that pool's access key has confirmed them. */
  async function verified(accessToken: string): Promise<{ pool: UserPool; claims: DecidingClaims }> {
    const token = parseCompactJws(accessToken);
    const issuer = token?.claims["iss"];
    if (token === undefined || typeof issuer !== "string") throw invalid();
    const pool = await store.userPools.get(issuer.slice(issuer.lastIndexOf("/") + 1));
    if (pool === undefined || issuerOf(pool) !== issuer) throw invalid();
    const { access, id } = await signingKeys.keysOf(pool.id);
    // The key of ID tokens is no key here, whatever `token_use` says.
    if (token.kid === id.kid) throw invalid();
    if (token.kid !== access.kid) throw unverified();
    if (!(await publicKeyWork.verify(access.publicKey, token.signingInput, token.signature))) throw unverified();
    return { pool, claims: decidingClaims(token.claims) };
  }

  return {
    async authorise(accessToken, { scope = userAdminScope } = {}) {
      const { pool, claims } = await verified(accessToken);
      if (clock.now() >= claims.exp * 1000) throw expired();
      const [client, user, session] = await Promise.all([
        store.appClients.get(claims.clientId),
        store.users.getBySub(pool.id, claims.sub),
        store.tokenSessions.get(claims.eventId),
      ]);
      if (user === undefined) throw new UserNotFoundException("User does not exist.");
      if (!user.enabled) throw userIsDisabled();
      if (client === undefined || client.poolId !== pool.id) throw revoked();
      if (session === undefined || session.revokedAt !== undefined) throw revoked();
      if (session.poolId !== pool.id || session.sub !== user.sub || session.clientId !== client.id) throw invalid();
      if (!claims.scopes.includes(scope)) throw lacksScope();
      return { user, pool, client, session };
    },
  };
}

function decidingClaims(claims: Readonly<Record<string, unknown>>): DecidingClaims {
  const { sub, client_id: clientId, event_id: eventId, exp, scope, token_use: use } = claims;
  if (
    use !== "access" ||
    isForSomebodyElse(claims) ||
    typeof sub !== "string" ||
    typeof clientId !== "string" ||
    typeof eventId !== "string" ||
    typeof exp !== "number" ||
    typeof scope !== "string"
  ) {
    throw invalid();
  }
  return { sub, clientId, eventId, exp, scopes: scope.split(" ") };
}
