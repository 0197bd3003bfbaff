/**
 * Owns making ID, access and refresh tokens, and reading the latter back. Who may have one is decided before, by `authentication`; every way to a token
 * passes through here (T-23). Claims are `domain/token-claims`, the form of refresh tokens is `refresh-tokens`.
 */
import {
  accessTokenSeconds,
  idTokenSeconds,
  isTokenRevocationEnabled,
  readAttributes,
  refreshTokenRotation,
  refreshTokenSeconds,
} from "../domain/app-client/in-force.js";
import type { AppClient } from "../domain/app-client.js";
import type { Group } from "../domain/group.js";
import { attributeClaims } from "../domain/token-claims/attribute-claims.js";
import { withChange, withScopeChange } from "../domain/token-claims/claim-overrides.js";
import { groupClaims } from "../domain/token-claims/group-claims.js";
import {
  accessTokenClaims,
  identityClaim,
  idTokenClaims,
  type TokenFacts,
} from "../domain/token-claims/token-claims.js";
import type { TokenSession } from "../domain/token-session.js";
import type { User } from "../domain/user.js";
import type { UserPool } from "../domain/user-pool.js";
import type { AuthenticationResultType } from "../model/generated/types.js";
import type { Clock } from "../ports/clock.js";
import type { PublicKeyWork } from "../ports/public-key-work.js";
import type { Random } from "../ports/random.js";
import type { Store } from "../ports/store.js";
import type { RefreshTokenContent, RefreshTokens } from "./refresh-tokens.js";
import type { PoolSigningKey, SigningKeyRing } from "./signing-keys.js";
import type { Triggers } from "./triggers.js";
import { identitiesOf } from "./user-identities.js";

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

export interface TokenDesk {
  /** A lineage for a sign-in at this moment; stored by the caller in the transaction that records the sign-in. */
  newSession(
    grant: Pick<TokenGrant, "pool" | "client" | "user"> & { readonly deviceKey?: string | undefined },
  ): TokenSession;
  /** Consults PreTokenGeneration and signs. Stores nothing; not to be awaited inside a transaction. */
  sign(grant: TokenGrant): Promise<AuthenticationResultType>;
  /**
   * What a refresh token of this pool says; undefined for every other text. Whether it is still good is the row's affair.
   */
  readRefreshToken(poolId: string, text: string): RefreshTokenContent | undefined;
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

  return {
    newSession({ pool, client, user, deviceKey }) {
      const now = clock.now();
      return {
        eventId: random.uuid(),
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
      };
    },

    async sign({ pool, client, user, session, source, clientMetadata, withRefreshToken }) {
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
      };
      const readable = readAttributes(client, pool);
      const idClaims = idTokenClaims(facts, {
        jti: random.uuid(),
        validitySeconds: idTokenSeconds(client),
        attributes: attributeClaims(user.attributes, (name) => readable.has(name)),
        identities: identities.map(identityClaim),
      });
      const accessClaims = accessTokenClaims(facts, {
        jti: random.uuid(),
        validitySeconds: accessTokenSeconds(client),
        scopes: overrides === undefined ? session.scopes : withScopeChange(session.scopes, overrides),
        deviceKey: session.deviceKey,
      });
      const [idToken, accessToken] = await Promise.all([
        signed(keys.id, overrides === undefined ? idClaims : withChange(idClaims, overrides.id)),
        signed(keys.access, overrides === undefined ? accessClaims : withChange(accessClaims, overrides.access)),
      ]);
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

    readRefreshToken: (poolId, text) => refreshTokens.read(poolId, text),
  };
}
