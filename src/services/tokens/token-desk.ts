/**
 * Owns making ID, access and refresh tokens, and reading them back. Who may have one is decided before, by `authentication`,
 * `client-tokens` and `token-exchange`; every way to a token passes through here (T-23). Claims are `domain/token-claims`,
 * the form of refresh tokens is `refresh-tokens`.
 */
import {
  accessTokenSeconds,
  idTokenSeconds,
  isTokenRevocationEnabled,
  readAttributes,
  refreshTokenRotation,
  refreshTokenSeconds,
} from "../../domain/app-client/in-force.js";
import type { AppClient } from "../../domain/app-client.js";
import { type Assurance, acrNames, assuranceLevel, authenticationMethods } from "../../domain/challenge/assurance.js";
import type { Group } from "../../domain/group.js";
import { attributeClaims } from "../../domain/token-claims/attribute-claims.js";
import { withChange, withScopeChange } from "../../domain/token-claims/claim-overrides.js";
import { clientTokenClaims } from "../../domain/token-claims/client-token-claims.js";
import { parseCompactJws } from "../../domain/token-claims/compact-jws.js";
import { groupClaims } from "../../domain/token-claims/group-claims.js";
import {
  accessTokenClaims,
  identityClaim,
  idTokenClaims,
  type TokenFacts,
} from "../../domain/token-claims/token-claims.js";
import type { TokenSession } from "../../domain/token-session.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { AuthenticationResultType, ClientAuthenticationResultType } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { PublicKeyWork } from "../../ports/public-key-work.js";
import type { Random } from "../../ports/random.js";
import type { Store } from "../../ports/store.js";
import type { Triggers } from "../triggers/triggers.js";
import { identitiesOf } from "../user-identities.js";
import type { RefreshTokenContent, RefreshTokens } from "./refresh-tokens.js";
import type { PoolSigningKey, SigningKeyRing } from "./signing-keys.js";

/** What tokens are made for. */
export interface TokenGrant {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly user: User;
  /** The lineage: a new one at sign-in, the stored one at refresh. */
  readonly session: TokenSession;
  /** For PreTokenGeneration. */
  readonly source: "Authentication" | "NewPasswordChallenge" | "RefreshTokens" | "AuthenticateDevice";
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  /** The refresh token is the one of `session.generation`. */
  readonly withRefreshToken: boolean;
}

/** What a derived token is made for: a user's sign-in, seen by another client or another service. */
export interface DerivedGrant extends Pick<TokenGrant, "pool" | "client" | "user" | "session"> {
  readonly use: TokenUse;
  readonly scopes: readonly string[];
  /** The `aud` claim; absent it is as in any token of the client. */
  readonly audience?: string | undefined;
  /** The `act` claim. */
  readonly actor?: unknown;
  /** It dies no later than this; epoch milliseconds. */
  readonly expiresAt: number;
}

/** Which of the two signed kinds a token is. */
export type TokenUse = "access" | "id";

export interface TokenDesk {
  /** A lineage for a sign-in at this moment; stored by the caller in the transaction that records the sign-in. */
  newSession(
    grant: Pick<TokenGrant, "pool" | "client" | "user"> & {
      readonly deviceKey?: string | undefined;
      /** The `event_id`; a new one unless the sign-in has had one from its beginning. */
      readonly eventId?: string | undefined;
      /** What the sign-in was proven by; kept where the pool has levels of authentication. */
      readonly assurance?: Assurance | undefined;
    },
  ): TokenSession;
  /** Consults PreTokenGeneration and signs. Stores nothing; not to be awaited inside a transaction. */
  sign(grant: TokenGrant): Promise<AuthenticationResultType>;
  /**
   * What a refresh token of this pool says; undefined for every other text. Whether it is still good is the row's affair.
   */
  readRefreshToken(poolId: string, text: string): RefreshTokenContent | undefined;
  /** Consults PreTokenGeneration and signs an access token for a client that acts for itself. */
  signForClient(grant: {
    readonly pool: UserPool;
    readonly client: AppClient;
    readonly scopes: readonly string[];
    readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  }): Promise<Required<ClientAuthenticationResultType>>;
  /** Consults PreTokenGeneration and signs one token of a sign-in that goes on. */
  signDerived(grant: DerivedGrant): Promise<{
    readonly token: string;
    readonly expiresIn: number;
    /** As the token says them; none in an ID token. */
    readonly scopes: readonly string[];
  }>;
  /**
   * The claims of an ID or access token that this pool signed as such; undefined for every other text. Says nothing of
   * expiry or revocation.
   */
  readSignedToken(pool: UserPool, text: string, use: TokenUse): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** The scope of every sign-in by API. */
export const userAdminScope = "aws.cognito.signin.user.admin";

/** The `iss` of a pool's tokens; also the base of its key set's address. */
export type IssuerOf = (pool: Pick<UserPool, "id" | "region">) => string;

const groupsPerRead = 60;

/** Makes the desk that issues tokens. */
export function createTokenDesk(needs: {
  store: Store;
  clock: Clock;
  random: Random;
  publicKeyWork: PublicKeyWork;
  signingKeys: SigningKeyRing;
  refreshTokens: RefreshTokens;
  triggers: Triggers;
  issuerOf: IssuerOf;
}): TokenDesk {
  const { store, clock, random, publicKeyWork, signingKeys, refreshTokens, triggers, issuerOf } = needs;

  async function groupsOf(user: User): Promise<readonly Group[]> {
    const groups: Group[] = [];
    let after: string | undefined;
    do {
      const page = await store.groups.pageOfUser(user.poolId, user.sub, { after, limit: groupsPerRead });
      groups.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return groups;
  }

  async function signed(key: PoolSigningKey, claims: Record<string, unknown>): Promise<string> {
    const input = `${key.header}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
    return `${input}.${(await publicKeyWork.sign(key.privateKey, input)).toString("base64url")}`;
  }

  /** The claims of both tokens of a user, changed as the pool's function wishes. */
  async function claimsFor(
    { pool, client, user, session, source, clientMetadata }: Omit<TokenGrant, "withRefreshToken">,
    seconds: { readonly id: number; readonly access: number },
  ) {
    const [groups, identities, keys] = await Promise.all([
      groupsOf(user),
      identitiesOf(store, pool, user),
      signingKeys.keysOf(pool.id),
    ]);
    const claimsOfGroups = groupClaims(groups);
    const overrides = await triggers.preTokenGeneration(pool, source, {
      clientId: client.id,
      username: user.username,
      attributes: user.attributes,
      user,
      clientMetadata,
      scopes: session.scopes,
      groups: claimsOfGroups,
    });
    const revocable = isTokenRevocationEnabled(client) || refreshTokenRotation(client) !== undefined;
    const facts: TokenFacts = {
      issuer: issuerOf(pool),
      clientId: client.id,
      sub: user.sub,
      username: user.username,
      eventId: session.eventId,
      authTime: session.authTime,
      now: clock.now(),
      originJti: revocable ? session.originJti : undefined,
      groups: overrides?.groups ?? claimsOfGroups,
      assurance: assuranceClaims(pool, session),
    };
    const readable = readAttributes(client, pool);
    const idClaims = idTokenClaims(facts, {
      jti: random.uuid(),
      validitySeconds: seconds.id,
      attributes: attributeClaims(user.attributes, (name) => readable.has(name)),
      identities: identities.map(identityClaim),
    });
    const accessClaims = accessTokenClaims(facts, {
      jti: random.uuid(),
      validitySeconds: seconds.access,
      scopes: overrides === undefined ? session.scopes : withScopeChange(session.scopes, overrides),
      deviceKey: session.deviceKey,
    });
    if (overrides === undefined) return { keys, idClaims, accessClaims };
    return {
      keys,
      idClaims: withChange(idClaims, overrides.id),
      accessClaims: withChange(accessClaims, overrides.access),
    };
  }

  return {
    newSession({ pool, client, user, deviceKey, eventId, assurance }) {
      const now = clock.now();
      return {
        eventId: eventId ?? random.uuid(),
        poolId: pool.id,
        sub: user.sub,
        clientId: client.id,
        originJti: random.uuid(),
        scopes: [userAdminScope],
        authTime: now,
        createdAt: now,
        expiresAt: now + refreshTokenSeconds(client) * 1000,
        generation: 0,
        ...(deviceKey === undefined ? {} : { deviceKey }),
        ...(assurance === undefined || acrNames(pool) === undefined ? {} : { assurance }),
      };
    },

    async sign(grant) {
      const { pool, client, session, withRefreshToken } = grant;
      const { keys, idClaims, accessClaims } = await claimsFor(grant, {
        id: idTokenSeconds(client),
        access: accessTokenSeconds(client),
      });
      const [idToken, accessToken] = await Promise.all([signed(keys.id, idClaims), signed(keys.access, accessClaims)]);
      const { eventId, generation, clientId, sub, expiresAt } = session;
      return {
        AccessToken: accessToken,
        ExpiresIn: accessTokenSeconds(client),
        TokenType: "Bearer",
        IdToken: idToken,
        ...(withRefreshToken
          ? { RefreshToken: refreshTokens.write(pool.id, { eventId, generation, clientId, sub, expiresAt }) }
          : {}),
      };
    },

    async signForClient({ pool, client, scopes, clientMetadata }) {
      const keys = await signingKeys.keysOf(pool.id);
      const overrides = await triggers.preClientTokenGeneration(pool, { clientId: client.id, scopes, clientMetadata });
      const validitySeconds = accessTokenSeconds(client);
      const claims = clientTokenClaims({
        issuer: issuerOf(pool),
        clientId: client.id,
        jti: random.uuid(),
        scopes: overrides === undefined ? scopes : withScopeChange(scopes, overrides),
        now: clock.now(),
        validitySeconds,
      });
      const changed = overrides === undefined ? claims : withChange(claims, overrides.access);
      return { AccessToken: await signed(keys.access, changed), ExpiresIn: validitySeconds, TokenType: "Bearer" };
    },

    async signDerived({ use, scopes, audience, actor, expiresAt, session, ...grant }) {
      const left = Math.floor(expiresAt / 1000) - Math.floor(clock.now() / 1000);
      const expiresIn = Math.min(left, use === "id" ? idTokenSeconds(grant.client) : accessTokenSeconds(grant.client));
      const { keys, idClaims, accessClaims } = await claimsFor(
        { ...grant, session: { ...session, scopes }, source: "Authentication" },
        { id: expiresIn, access: expiresIn },
      );
      // After the function of the pool has spoken: neither is its to change.
      const own = {
        ...(audience === undefined ? {} : { aud: audience }),
        // An ID token for somebody else says to whom it was issued (OpenID Connect Core, 2).
        ...(audience === undefined || use === "access" ? {} : { azp: grant.client.id }),
        ...(actor === undefined ? {} : { act: actor }),
      };
      const claims: Record<string, unknown> = { ...(use === "id" ? idClaims : accessClaims), ...own };
      const scope = use === "access" ? String(claims["scope"] ?? "") : "";
      if (scope === "") delete claims["scope"];
      return {
        token: await signed(keys[use], claims),
        expiresIn,
        scopes: scope === "" ? [] : scope.split(" "),
      };
    },

    async readSignedToken(pool, text, use) {
      const token = parseCompactJws(text);
      const key = (await signingKeys.keysOf(pool.id))[use];
      if (token === undefined || token.kid !== key.kid) return undefined;
      if (!(await publicKeyWork.verify(key.publicKey, token.signingInput, token.signature))) return undefined;
      const { iss, token_use } = token.claims;
      return iss === issuerOf(pool) && token_use === use ? token.claims : undefined;
    },

    readRefreshToken: (poolId, text) => refreshTokens.read(poolId, text),
  };
}

/** `acr` and `amr`, of sign-ins in pools that have levels of authentication. */
function assuranceClaims(pool: UserPool, { assurance }: TokenSession): TokenFacts["assurance"] {
  const names = acrNames(pool);
  if (names === undefined || assurance === undefined) return undefined;
  return { acr: names[assuranceLevel(assurance.shown)], amr: authenticationMethods(assurance) };
}
