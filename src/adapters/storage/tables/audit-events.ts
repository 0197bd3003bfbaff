/** Table: who changed what, in the order it was written. */
import type { AuditEvent, AuditEvents } from "../../../ports/tables/audit-events.js";
import { withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface AuditEventRow {
  readonly request_id: string;
  readonly happened_at: number;
  readonly operation: string;
  readonly actor: string;
  readonly ip_address: string;
  readonly pool_id: string | null;
}

const columns = "request_id, happened_at, operation, actor, ip_address, pool_id";
const insertEvent = write(`INSERT INTO audit_events (${columns}) VALUES (?, ?, ?, ?, ?, ?)`);
const newest = read(`SELECT ${columns} FROM audit_events ORDER BY id DESC LIMIT ?`);

/** Repository of audit events. */
export class AuditEventsTable implements AuditEvents {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async insert({ requestId, at, operation, actor, ipAddress, poolId }: AuditEvent): Promise<void> {
    await this.#connection.run(insertEvent, requestId, at, operation, actor, ipAddress, poolId ?? null);
  }

  async list(limit: number): Promise<readonly AuditEvent[]> {
    return (await this.#connection.all<AuditEventRow>(newest, limit)).map(fromRow);
  }
}

function fromRow(row: AuditEventRow): AuditEvent {
  return withoutNulls({
    requestId: row.request_id,
    at: row.happened_at,
    operation: row.operation,
    actor: row.actor,
    ipAddress: row.ip_address,
    poolId: row.pool_id,
  });
}
