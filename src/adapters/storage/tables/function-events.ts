/** Table: asynchronous events of functions, their bodies sealed. */
import type { FunctionEvent } from "../../../domain/function-event/function-event.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest } from "../../../ports/store.js";
import type { EventClaim, FunctionEvents } from "../../../ports/tables/function-events.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface FunctionEventRow {
  readonly id: string;
  readonly function_name: string;
  readonly accepted_at: number;
  readonly failures: number;
  readonly throttles: number;
  readonly hops: number;
  readonly sealed: Buffer;
}

const columns = "id, function_name, accepted_at, failures, throttles, hops, sealed";
const insertEvent = write(
  `INSERT INTO function_events (${columns}, due_at, size, claimed_by, claim_ends_at)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const countEvents = read(
  "SELECT COUNT(*) AS events, COALESCE(SUM(size), 0) AS bytes FROM function_events WHERE due_at >= 0",
);
const nextFunction = read(
  `SELECT function_name FROM function_events WHERE function_name > ? AND due_at <= ? AND claim_ends_at <= ?
   ORDER BY function_name LIMIT 1`,
);
// As with the messages of the outbox: the outer condition is checked again on a row that somebody has just claimed.
const claimEvents = write(
  `UPDATE function_events SET claimed_by = ?, claim_ends_at = ?
   WHERE claim_ends_at <= ? AND id IN (
     WITH due AS MATERIALIZED (
       SELECT id FROM function_events WHERE function_name = ? AND due_at <= ? AND claim_ends_at <= ?
       ORDER BY due_at, id LIMIT ? {skip locked})
     SELECT id FROM due)
   RETURNING ${columns}`,
);
const renewClaims = write("UPDATE function_events SET claim_ends_at = ? WHERE claimed_by = ?");
const endClaims = write("UPDATE function_events SET claimed_by = NULL, claim_ends_at = 0 WHERE claimed_by = ?");
const endOtherClaims = write(
  "UPDATE function_events SET claimed_by = NULL, claim_ends_at = 0 WHERE claimed_by > '' AND claimed_by <> ?",
);
const postponeEvent = write(
  `UPDATE function_events SET claimed_by = NULL, claim_ends_at = 0, due_at = ?, failures = ?, throttles = ?
   WHERE id = ? AND claimed_by = ?`,
);
const deleteEvent = write("DELETE FROM function_events WHERE id = ? AND claimed_by = ?");
const pageOfAll = read(`SELECT ${columns} FROM function_events WHERE id > ? ORDER BY id LIMIT ?`);

/** Repository of asynchronous events. */
export class FunctionEventsTable implements FunctionEvents {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insert(event: FunctionEvent, { room, claim }: Parameters<FunctionEvents["insert"]>[1]): Promise<boolean> {
    const { id, functionName, acceptedAt, failures, throttles, hops, body } = event;
    const size = Buffer.byteLength(body);
    const sealed = this.#keyring.seal(scopeOf(id), body);
    return this.#connection.atomic(async (connection) => {
      if (room !== undefined) {
        const found = await connection.get<{ events: number; bytes: number }>(countEvents);
        if (Number(found?.events) >= room.events || Number(found?.bytes) + size > room.bytes) return false;
      }
      const inserted = await connection.run(
        insertEvent,
        ...[id, functionName, acceptedAt, failures, throttles, hops, sealed],
        ...[acceptedAt, size, claim?.holder ?? null, claim?.until ?? 0],
      );
      if (inserted === 0) throw new AlreadyExists("id");
      return true;
    });
  }

  async nextFunction(
    after: string,
    { now, machineNow }: { readonly now: number; readonly machineNow: number },
  ): Promise<string | undefined> {
    const row = await this.#connection.get<{ function_name: string }>(nextFunction, after, now, machineNow);
    return row?.function_name;
  }

  async claimDue(
    functionName: string,
    { now, machineNow }: { readonly now: number; readonly machineNow: number },
    { holder, until }: EventClaim,
    limit: number,
  ): Promise<readonly FunctionEvent[]> {
    const values = [holder, until, machineNow, functionName, now, machineNow, limit] as const;
    const rows = await this.#connection.all<FunctionEventRow>(claimEvents, ...values);
    return rows.map((row) => this.#fromRow(row)).sort((a, b) => a.acceptedAt - b.acceptedAt);
  }

  async renew({ holder, until }: EventClaim): Promise<void> {
    await this.#connection.run(renewClaims, until, holder);
  }

  async releaseClaims(holder: string): Promise<void> {
    await this.#connection.run(endClaims, holder);
  }

  async releaseOthers(holder: string): Promise<void> {
    await this.#connection.run(endOtherClaims, holder);
  }

  async postpone(
    id: string,
    holder: string,
    { dueAt, failures, throttles }: Parameters<FunctionEvents["postpone"]>[2],
  ): Promise<boolean> {
    return (await this.#connection.run(postponeEvent, dueAt, failures, throttles, id, holder)) > 0;
  }

  async delete(id: string, holder: string): Promise<boolean> {
    return (await this.#connection.run(deleteEvent, id, holder)) > 0;
  }

  async page(request: PageRequest): Promise<Page<FunctionEvent>> {
    const rows = await this.#connection.all<FunctionEventRow>(pageOfAll, request.after ?? "", rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#fromRow(row),
      (row) => row.id,
    );
  }

  #fromRow(row: FunctionEventRow): FunctionEvent {
    return {
      id: row.id,
      functionName: row.function_name,
      acceptedAt: row.accepted_at,
      failures: row.failures,
      throttles: row.throttles,
      hops: row.hops,
      body: this.#keyring.open(scopeOf(row.id), row.sealed).toString(),
    };
  }
}

function scopeOf(id: string): KeyScope {
  return { purpose: "function-event", subject: id };
}
