/** Table: recorded sign-ins, sign-ups and recoveries, in the order they were written. */
import type { AuthEvent } from "../../../domain/auth-event.js";
import type { Page, PageRequest } from "../../../ports/store.js";
import type { AuthEvents } from "../../../ports/tables/auth-events.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface AuthEventRow {
  readonly id: number;
  readonly event_id: string;
  readonly pool_id: string;
  readonly sub: string;
  readonly type: string;
  readonly response: string;
  readonly challenges: string;
  readonly client_id: string;
  readonly ip_address: string;
  readonly user_agent: string;
  readonly happened_at: number;
}

const columns = "event_id, pool_id, sub, type, response, challenges, client_id, ip_address, user_agent, happened_at";
const insertEvent = write(`INSERT INTO auth_events (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
const newestOfUser = read(
  `SELECT id, ${columns} FROM auth_events WHERE pool_id = ? AND sub = ? AND id < ? ORDER BY id DESC LIMIT ?`,
);

/** Repository of authentication events. */
export class AuthEventsTable implements AuthEvents {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async insert(event: AuthEvent): Promise<void> {
    await this.#connection.run(
      insertEvent,
      event.eventId,
      event.poolId,
      event.sub,
      event.type,
      event.response,
      toDocument(event.challenges),
      event.clientId,
      event.ipAddress,
      event.userAgent,
      event.at,
    );
  }

  async page(poolId: string, sub: string, request: PageRequest): Promise<Page<AuthEvent>> {
    const before = request.after === undefined ? Number.MAX_SAFE_INTEGER : Number(request.after);
    const rows = await this.#connection.all<AuthEventRow>(newestOfUser, poolId, sub, before, rowsFor(request));
    return toPage(rows, request, fromRow, (row) => String(row.id));
  }
}

function fromRow(row: AuthEventRow): AuthEvent {
  return {
    eventId: row.event_id,
    poolId: row.pool_id,
    sub: row.sub,
    type: row.type as AuthEvent["type"],
    response: row.response as AuthEvent["response"],
    challenges: fromDocument<AuthEvent["challenges"]>(row.challenges),
    clientId: row.client_id,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    at: row.happened_at,
  };
}
