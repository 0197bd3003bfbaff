/**
 * Owns the records of sign-ins in pools that track sessions: beginning one within the pool's limit, keeping it current,
 * listing and ending. The rules are `domain/token-session/configuration.ts`. Sessions of managed login are not its affair.
 */
import {
  type ClientSessionConfiguration,
  defaultClientSessions,
  defaultPoolSessions,
  type PoolSessionConfiguration,
  sessionsKept,
  tracksSessions,
} from "../../domain/token-session/configuration.js";
import type { TokenSession } from "../../domain/token-session.js";
import type { User } from "../../domain/user.js";
import type { UserPool } from "../../domain/user-pool.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { Clock } from "../../ports/clock.js";
import type { Random } from "../../ports/random.js";
import type { Tables } from "../../ports/store.js";
import type { PoolSettingKey } from "../../ports/tables/pool-settings.js";
import type { TrackedSession } from "../../ports/tables/token-sessions.js";
import type { EventOrigin } from "../events/auth-events.js";

type SessionTables = Pick<Tables, "poolSettings" | "tokenSessions">;

/** All of a user's sessions come on one page of so many (API reference). */
export const longestSessionList = 125;

const idAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
const userAgentCharacters = 512;

/** Where the configuration of a pool is kept. */
export const poolSessionKey = (poolId: string) =>
  ({ poolId, kind: "session-configuration", id: poolId }) as const satisfies PoolSettingKey;

/** Where the configuration of an app client is kept; it goes with the client. */
export const clientSessionKey = (poolId: string, clientId: string) =>
  ({ poolId, kind: "session-configuration", id: clientId, clientId }) as const;

/** What a pool has configured, or the defaults. */
export async function poolSessions(
  tables: Pick<Tables, "poolSettings">,
  poolId: string,
): Promise<PoolSessionConfiguration> {
  return (
    (await tables.poolSettings.get<PoolSessionConfiguration>(poolSessionKey(poolId)))?.document ?? defaultPoolSessions
  );
}

/** What an app client has configured, or the defaults; while the pool does not track sessions they are dormant. */
export async function clientSessions(
  tables: Pick<Tables, "poolSettings">,
  poolId: string,
  clientId: string,
): Promise<ClientSessionConfiguration> {
  const setting = await tables.poolSettings.get<ClientSessionConfiguration>(clientSessionKey(poolId, clientId));
  return setting?.document ?? defaultClientSessions;
}

/**
 * Records a sign-in that was just stored, in its transaction, where the pool tracks sessions; before that, the user's
 * sign-ins whose last use lies furthest back make room within the pool's limit. May be repeated.
 */
export async function trackSession(
  tx: SessionTables,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
  pool: UserPool,
  session: TokenSession,
  origin: EventOrigin,
): Promise<void> {
  const configuration = pool.sessions ?? (await poolSessions(tx, pool.id));
  if (!tracksSessions(pool, configuration)) return;
  // Asked again, it must not make room a second time.
  if ((await tx.tokenSessions.get(session.eventId))?.record !== undefined) return;
  const now = clock.now();
  await tx.tokenSessions.evict(pool.id, session.sub, sessionsKept(configuration), now);
  const sessionId = `tkn${random.text(idAlphabet, 25)}`;
  await tx.tokenSessions.track(session.eventId, { sessionId, ...useOf(origin, now) });
}

/** Notes in the record of a sign-in that its refresh token was used just now, and from where. */
export async function noteSessionUse(
  tables: SessionTables,
  clock: Clock,
  pool: UserPool,
  session: TokenSession,
  origin: EventOrigin,
): Promise<void> {
  if (session.record === undefined) return;
  if (!tracksSessions(pool, pool.sessions ?? (await poolSessions(tables, pool.id)))) return;
  await tables.tokenSessions.used(session.eventId, useOf(origin, clock.now()));
}

const useOf = ({ ipAddress, userAgent }: EventOrigin, now: number) => ({
  lastActiveAt: now,
  ipAddress: ipAddress.slice(0, 128),
  userAgent: userAgent.slice(0, userAgentCharacters),
});

/** The living sign-ins of a user that were recorded, latest use first; none where the pool does not track them. */
export async function trackedSessionsOf(
  tables: SessionTables,
  clock: Clock,
  pool: UserPool,
  user: Pick<User, "sub">,
): Promise<readonly TrackedSession[]> {
  if (!tracksSessions(pool, await poolSessions(tables, pool.id))) return [];
  return tables.tokenSessions.livingOfUser(pool.id, user.sub, clock.now(), longestSessionList);
}

/** The sign-in of that id if it is this user's, or ResourceNotFoundException: of whom else it is, is not told. */
export async function trackedSessionOrThrow(
  tables: SessionTables,
  clock: Clock,
  pool: UserPool,
  user: Pick<User, "sub">,
  sessionId: string,
): Promise<TrackedSession> {
  const isTracked = tracksSessions(pool, await poolSessions(tables, pool.id));
  const found = isTracked ? await tables.tokenSessions.living(pool.id, user.sub, sessionId, clock.now()) : undefined;
  if (found === undefined) throw new ResourceNotFoundException("Session does not exist.");
  return found;
}
