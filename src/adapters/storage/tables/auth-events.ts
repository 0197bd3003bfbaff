/** Table: recorded sign-ins, sign-ups and recoveries, in the order they were written. */
import type { AuthEvent, EventContext, EventFeedback } from "../../../domain/auth-event.js";
import type { AssessedRisk } from "../../../domain/threat/risk.js";
import type { Page, PageRequest } from "../../../ports/store.js";
import type { AuthEvents } from "../../../ports/tables/auth-events.js";
import { fromDocument, toDocument, withoutNulls } from "../column-values.js";
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
  readonly risk: string | null;
  readonly context: string | null;
  readonly feedback: string | null;
}

const columns =
  "event_id, pool_id, sub, type, response, challenges, client_id, ip_address, user_agent, happened_at, risk, context, feedback";
const insertion = `INSERT INTO auth_events (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const insertEvent = write(insertion);
const putEvent = write(
  `${insertion} ON CONFLICT (pool_id, event_id) WHERE risk IS NOT NULL DO UPDATE SET
   response = excluded.response, challenges = excluded.challenges, risk = excluded.risk`,
);
const newestOfUser = read(
  `SELECT id, ${columns} FROM auth_events WHERE pool_id = ? AND sub = ? AND id < ? ORDER BY id DESC LIMIT ?`,
);

const knownOfUser = read(
  `SELECT id, ${columns} FROM auth_events
   WHERE pool_id = ? AND sub = ? AND risk IS NOT NULL AND (response = 'Pass' OR feedback IS NOT NULL) AND type = 'SignIn'
   ORDER BY id DESC LIMIT ?`,
);
const updateFeedback = write("UPDATE auth_events SET feedback = ? WHERE pool_id = ? AND sub = ? AND event_id = ?");

/** Repository of authentication events. */
export class AuthEventsTable implements AuthEvents {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async insert(event: AuthEvent): Promise<void> {
    await this.#connection.run(insertEvent, ...valuesOf(event));
  }

  async put(event: AuthEvent): Promise<void> {
    await this.#connection.run(putEvent, ...valuesOf(event));
  }

  async page(poolId: string, sub: string, request: PageRequest): Promise<Page<AuthEvent>> {
    const before = request.after === undefined ? Number.MAX_SAFE_INTEGER : Number(request.after);
    const rows = await this.#connection.all<AuthEventRow>(newestOfUser, poolId, sub, before, rowsFor(request));
    return toPage(rows, request, fromRow, (row) => String(row.id));
  }

  async known(poolId: string, sub: string, limit: number): Promise<AuthEvent[]> {
    return (await this.#connection.all<AuthEventRow>(knownOfUser, poolId, sub, limit)).map(fromRow);
  }

  async setFeedback(poolId: string, sub: string, eventId: string, feedback: EventFeedback): Promise<boolean> {
    return (await this.#connection.run(updateFeedback, toDocument(feedback), poolId, sub, eventId)) > 0;
  }
}

function valuesOf(event: AuthEvent) {
  const document = (value: unknown) => (value === undefined ? null : toDocument(value));
  return [
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
    document(event.risk),
    document(event.context),
    document(event.feedback),
  ] as const;
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
    ...withoutNulls({
      risk: row.risk === null ? null : fromDocument<AssessedRisk>(row.risk),
      context: row.context === null ? null : fromDocument<EventContext>(row.context),
      feedback: row.feedback === null ? null : fromDocument<EventFeedback>(row.feedback),
    }),
  };
}
