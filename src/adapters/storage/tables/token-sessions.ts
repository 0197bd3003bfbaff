/** Table: token sessions, one row per sign-in. */
import type { TokenSession } from "../../../domain/token-session.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { TokenSessions } from "../../../ports/tables/token-sessions.js";
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
}

const columns = `event_id, pool_id, sub, client_id, origin_jti, scopes, auth_time, created_at, expires_at, revoked_at,
  generation, grace_until, device_key`;
const getByEvent = read(
  `SELECT ${columns} FROM token_sessions WHERE event_id = ?
   AND EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = token_sessions.pool_id)`,
);
const insertSession = write(
  `INSERT INTO token_sessions (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const revokeOne = write("UPDATE token_sessions SET revoked_at = ? WHERE event_id = ? AND revoked_at IS NULL");
const revokeAll = write(
  "UPDATE token_sessions SET revoked_at = ? WHERE pool_id = ? AND sub = ? AND revoked_at IS NULL",
);
const rotateOne = write(
  `UPDATE token_sessions SET generation = generation + 1, grace_until = ?
   WHERE event_id = ? AND generation = ? AND revoked_at IS NULL`,
);

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
  });
}
