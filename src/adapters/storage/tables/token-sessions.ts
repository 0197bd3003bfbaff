/** Table: token sessions, one row per sign-in. */
import type { SessionRecord, SessionUse, TokenSession } from "../../../domain/token-session.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { TokenSessions, TrackedSession } from "../../../ports/tables/token-sessions.js";
import { fromDocument, toDocument, withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface TokenSessionRow {
  readonly event_id: string;
  readonly pool_id: string;
  readonly sub: string;
  readonly client_id: string;
  readonly origin_jti: string;
  readonly scopes: string;
  readonly auth_time: number;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  readonly generation: number;
  readonly grace_until: number | null;
  readonly device_key: string | null;
  readonly session_id: string | null;
  readonly last_active_at: number | null;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly assurance: string | null;
}

const columns = `event_id, pool_id, sub, client_id, origin_jti, scopes, auth_time, created_at, expires_at, revoked_at,
  generation, grace_until, device_key, session_id, last_active_at, ip_address, user_agent, assurance`;
const getByEvent = read(
  `SELECT ${columns} FROM token_sessions WHERE event_id = ?
   AND EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = token_sessions.pool_id)`,
);
const insertSession = write(
  `INSERT INTO token_sessions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
   ON CONFLICT DO NOTHING`,
);
const revokeOne = write("UPDATE token_sessions SET revoked_at = ? WHERE event_id = ? AND revoked_at IS NULL");
const revokeAll = write(
  "UPDATE token_sessions SET revoked_at = ? WHERE pool_id = ? AND sub = ? AND revoked_at IS NULL",
);
const rotateOne = write(
  `UPDATE token_sessions SET generation = generation + 1, grace_until = ?
   WHERE event_id = ? AND generation = ? AND revoked_at IS NULL`,
);
const trackOne = write(
  `UPDATE token_sessions SET session_id = ?, last_active_at = ?, ip_address = ?, user_agent = ?
   WHERE event_id = ? AND session_id IS NULL`,
);
const useOne = write(
  `UPDATE token_sessions SET last_active_at = ?, ip_address = ?, user_agent = ?
   WHERE event_id = ? AND last_active_at <= ? AND revoked_at IS NULL`,
);
const getLiving = read(
  `SELECT ${columns} FROM token_sessions
   WHERE session_id = ? AND pool_id = ? AND sub = ? AND revoked_at IS NULL AND expires_at > ?`,
);
/** Only what is tracked has a time of use. */
const livingOnes = "pool_id = ? AND sub = ? AND last_active_at >= 0 AND revoked_at IS NULL AND expires_at > ?";
const latestFirst = "ORDER BY last_active_at DESC, event_id DESC";
const listLiving = read(`SELECT ${columns} FROM token_sessions WHERE ${livingOnes} ${latestFirst} LIMIT ?`);
const evictOthers = write(
  `UPDATE token_sessions SET revoked_at = ? WHERE event_id IN (
   SELECT event_id FROM token_sessions WHERE ${livingOnes} ${latestFirst} LIMIT 1000 OFFSET ?)`,
);
// Two sign-ins of one user count one after the other, or both would find room for the last place.
const holdOthersOff = write("SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ? {for no key update}");

/** Repository of token sessions. */
export class TokenSessionsTable implements TokenSessions {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(eventId: string): Promise<TokenSession | undefined> {
    const row = await this.#connection.get<TokenSessionRow>(getByEvent, eventId);
    return row && fromRow(row);
  }

  async insert(session: TokenSession): Promise<void> {
    const inserted = await this.#connection.run(
      insertSession,
      session.eventId,
      session.poolId,
      session.sub,
      session.clientId,
      session.originJti,
      toDocument(session.scopes),
      session.authTime,
      session.createdAt,
      session.expiresAt,
      session.revokedAt ?? null,
      session.generation,
      session.graceUntil ?? null,
      session.deviceKey ?? null,
      session.record?.sessionId ?? null,
      session.record?.lastActiveAt ?? null,
      session.record?.ipAddress ?? null,
      session.record?.userAgent ?? null,
      session.assurance === undefined ? null : toDocument(session.assurance),
    );
    if (inserted === 0) throw new AlreadyExists("event id");
  }

  async revoke(eventId: string, at: number): Promise<void> {
    await this.#connection.run(revokeOne, at, eventId);
  }

  async revokeAllOfUser(poolId: string, sub: string, at: number): Promise<void> {
    await this.#connection.run(revokeAll, at, poolId, sub);
  }

  async rotate(eventId: string, generation: number, graceUntil: number): Promise<boolean> {
    return (await this.#connection.run(rotateOne, graceUntil, eventId, generation)) > 0;
  }

  async track(eventId: string, { sessionId, lastActiveAt, ipAddress, userAgent }: SessionRecord): Promise<void> {
    await this.#connection.run(trackOne, sessionId, lastActiveAt, ipAddress, userAgent, eventId);
  }

  async used(eventId: string, { lastActiveAt, ipAddress, userAgent }: SessionUse): Promise<void> {
    await this.#connection.run(useOne, lastActiveAt, ipAddress, userAgent, eventId, lastActiveAt);
  }

  async living(poolId: string, sub: string, sessionId: string, now: number): Promise<TrackedSession | undefined> {
    const row = await this.#connection.get<TokenSessionRow>(getLiving, sessionId, poolId, sub, now);
    return row && tracked(row);
  }

  async livingOfUser(poolId: string, sub: string, now: number, limit: number): Promise<readonly TrackedSession[]> {
    return (await this.#connection.all<TokenSessionRow>(listLiving, poolId, sub, now, limit)).map(tracked);
  }

  async evict(poolId: string, sub: string, keep: number, now: number): Promise<number> {
    return this.#connection.atomic(async (connection) => {
      await connection.get(holdOthersOff, poolId, sub);
      return connection.run(evictOthers, now, poolId, sub, now, keep);
    });
  }
}

function fromRow(row: TokenSessionRow): TokenSession {
  return withoutNulls({
    eventId: row.event_id,
    poolId: row.pool_id,
    sub: row.sub,
    clientId: row.client_id,
    originJti: row.origin_jti,
    scopes: fromDocument<readonly string[]>(row.scopes),
    authTime: row.auth_time,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    generation: row.generation,
    graceUntil: row.grace_until,
    deviceKey: row.device_key,
    assurance: row.assurance === null ? null : fromDocument<NonNullable<TokenSession["assurance"]>>(row.assurance),
    record: recordOf(row),
  });
}

function recordOf({ session_id, last_active_at, ip_address, user_agent }: TokenSessionRow): SessionRecord | null {
  if (session_id === null) return null;
  return {
    sessionId: session_id,
    lastActiveAt: last_active_at ?? 0,
    ipAddress: ip_address ?? "",
    userAgent: user_agent ?? "",
  };
}

/** Of rows that were found by what only a record has. */
function tracked(row: TokenSessionRow): TrackedSession {
  return fromRow(row) as TrackedSession;
}
