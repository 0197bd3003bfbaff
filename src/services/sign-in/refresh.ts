/**
 * Owns exchanging a refresh token for new ones: whether the sign-in behind it still lives, and rotation with its grace
 * period and its alarm (T-13). Which door and client may ask is decided by those who call.
 */
import { refreshTokenRotation } from "../../domain/app-client/in-force.js";
import type { AppClient } from "../../domain/app-client.js";
import { deviceDoesNotExist } from "../../domain/device/rules.js";
import { userIsDisabled } from "../../domain/sign-in-order.js";
import type { TokenSession } from "../../domain/token-session.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import { NotAuthorizedException, RefreshTokenReuseException } from "../../model/generated/exceptions.js";
import type { AuthenticationResultType } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { Store } from "../../ports/store.js";
import type { DeviceRegister } from "../factors/devices.js";
import type { TokenDesk } from "../tokens/token-desk.js";

/** A living refresh token, its sign-in and its user. */
export interface LiveRefreshToken {
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly session: TokenSession;
  readonly user: User;
  /** Number of the token given, which may be behind the sign-in's. */
  readonly generation: number;
}

export interface TokenRefresh {
  /** Reads the token and all it hangs on; NotAuthorizedException in Cognito's words unless all of it is good. */
  read(
    owner: { readonly pool: UserPool; readonly client: AppClient },
    refreshToken: string,
    deviceKey?: string,
  ): Promise<LiveRefreshToken>;
  /** New tokens. For a rotating client with the successor of the refresh token; RefreshTokenReuseException for an old one. */
  exchange(
    live: LiveRefreshToken,
    clientMetadata?: Readonly<Record<string, string>>,
  ): Promise<AuthenticationResultType>;
}

/** The refusal of a token whose sign-in was ended. */
export const refreshTokenRevoked = () => new NotAuthorizedException("Refresh Token has been revoked");

const expired = () => new NotAuthorizedException("Refresh Token has expired");
const invalid = () => new NotAuthorizedException("Invalid Refresh Token.");

/** Makes the exchange of refresh tokens. */
export function createTokenRefresh(needs: {
  store: Store;
  clock: Clock;
  tokens: TokenDesk;
  devices: DeviceRegister;
}): TokenRefresh {
  const { store, clock, tokens, devices } = needs;

  const sign = (
    { pool, client, user, session }: LiveRefreshToken,
    generation: number | undefined,
    clientMetadata: Readonly<Record<string, string>> | undefined,
  ) =>
    tokens.sign({
      pool,
      client,
      user,
      session: generation === undefined ? session : { ...session, generation },
      source: "RefreshTokens",
      clientMetadata,
      withRefreshToken: generation !== undefined,
    });

  /**
   * An old token is good for its grace period and leads to the same successor; afterwards somebody holds a copy, and who
   * it is cannot be known: the whole sign-in ends.
   */
  async function afterRotation(
    live: LiveRefreshToken,
    stored: TokenSession,
    clientMetadata: Readonly<Record<string, string>> | undefined,
  ): Promise<AuthenticationResultType> {
    const inGrace =
      live.generation === stored.generation - 1 && stored.graceUntil !== undefined && clock.now() < stored.graceUntil;
    if (inGrace) return sign(live, stored.generation, clientMetadata);
    await store.tokenSessions.revoke(stored.eventId, clock.now());
    throw new RefreshTokenReuseException("Refresh token has been rotated.");
  }

  return {
    async read({ pool, client }, refreshToken, deviceKey) {
      const content = tokens.readRefreshToken(pool.id, refreshToken);
      if (content === undefined || content.clientId !== client.id) throw invalid();
      if (clock.now() >= content.expiresAt) throw expired();
      const [session, user] = await Promise.all([
        store.tokenSessions.get(content.eventId),
        store.users.getBySub(pool.id, content.sub),
      ]);
      if (session === undefined || user === undefined) throw invalid();
      if (session.poolId !== pool.id || session.sub !== user.sub || session.clientId !== client.id) throw invalid();
      if (!user.enabled) throw userIsDisabled();
      if (session.revokedAt !== undefined) throw refreshTokenRevoked();
      if (clock.now() >= session.expiresAt) throw expired();
      if (session.deviceKey === undefined && deviceKey !== undefined) throw deviceDoesNotExist();
      if (!(await devices.admitsRefresh(store, pool, session, deviceKey))) throw invalid();
      return { pool, client, session, user, generation: content.generation };
    },

    async exchange(live, clientMetadata) {
      const { client, session, generation } = live;
      if (generation > session.generation) throw invalid();
      if (generation < session.generation) return afterRotation(live, session, clientMetadata);
      const rotation = refreshTokenRotation(client);
      if (rotation === undefined) return sign(live, undefined, clientMetadata);
      // Signed first: once the old token is used up, nothing may stand between the client and the new one.
      const result = await sign(live, generation + 1, clientMetadata);
      const graceUntil = clock.now() + rotation.graceSeconds * 1000;
      if (await store.tokenSessions.rotate(session.eventId, generation, graceUntil)) return result;
      // Somebody else was faster by a moment; what the store says now decides as if we had come later.
      const stored = await store.tokenSessions.get(session.eventId);
      if (stored === undefined || stored.revokedAt !== undefined) throw refreshTokenRevoked();
      return afterRotation(live, stored, clientMetadata);
    },
  };
}
