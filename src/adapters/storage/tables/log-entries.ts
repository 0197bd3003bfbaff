/** Tables: lines of exported logs that wait to be delivered, sealed but for their place and time; and their queues. */
import type { LogEntry } from "../../../domain/log/log-entry.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import type { Page, PageRequest } from "../../../ports/store.js";
import type { ClaimedLogQueue, LogEntries, LogQueueKey, LogQueues } from "../../../ports/tables/log-entries.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

interface LogEntryRow {
  readonly id: string;
  readonly pool_id: string;
  readonly source: LogEntry["source"];
  readonly written_at: number;
  readonly sealed: Buffer;
}

const columns = "id, pool_id, source, written_at, sealed";
const insertEntry = write(`INSERT INTO log_entries (${columns}) VALUES (?, ?, ?, ?, ?)`);
const firstOfQueue = read(
  `SELECT ${columns} FROM log_entries WHERE pool_id = ? AND source = ? ORDER BY pool_id, source, id LIMIT ?`,
);
const pageOfAll = read(`SELECT ${columns} FROM log_entries WHERE id > ? ORDER BY id LIMIT ?`);
const deleteEntry = write("DELETE FROM log_entries WHERE id = ?");
const newestToGo = read(
  "SELECT id FROM log_entries WHERE pool_id = ? AND source = ? ORDER BY id DESC LIMIT 1 OFFSET ?",
);
const deleteUpTo = write(
  `DELETE FROM log_entries WHERE id IN (
     SELECT id FROM log_entries WHERE pool_id = ? AND source = ? AND id <= ? ORDER BY id LIMIT 1000)`,
);

/** The queue of lines that nobody delivers; they look older than any line is kept. */
const unread = "unread";
const unreadAt = 0;

/** Repository of lines. */
export class LogEntriesTable implements LogEntries {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insert({ id, userPoolId, source, at, json }: LogEntry): Promise<void> {
    await this.#connection.run(
      insertEntry,
      id,
      userPoolId,
      source,
      at,
      this.#keyring.seal(scopeOf(userPoolId, id), json),
    );
  }

  async insertUnread({ id, userPoolId, json }: LogEntry): Promise<void> {
    const sealed = this.#keyring.seal(scopeOf(userPoolId, id), json);
    await this.#connection.run(insertEntry, id, userPoolId, unread, unreadAt, sealed);
  }

  async first({ userPoolId, source }: LogQueueKey, limit: number): Promise<readonly LogEntry[]> {
    const rows = await this.#connection.all<LogEntryRow>(firstOfQueue, userPoolId, source, limit);
    return rows.map((row) => this.#fromRow(row));
  }

  async page(request: PageRequest): Promise<Page<LogEntry>> {
    const rows = await this.#connection.all<LogEntryRow>(pageOfAll, request.after ?? "", rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#fromRow(row),
      (row) => row.id,
    );
  }

  // By their ids, one by one: an older line may have been committed since these were read.
  async delete(ids: readonly string[]): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      for (const id of ids) await connection.run(deleteEntry, id);
    });
  }

  async deleteBeyond({ userPoolId, source }: LogQueueKey, kept: number): Promise<number> {
    const last = await this.#connection.get<{ id: string }>(newestToGo, userPoolId, source, kept);
    return last === undefined ? 0 : this.#connection.run(deleteUpTo, userPoolId, source, last.id);
  }

  #fromRow(row: LogEntryRow): LogEntry {
    return {
      id: row.id,
      userPoolId: row.pool_id,
      source: row.source,
      at: row.written_at,
      json: this.#keyring.open(scopeOf(row.pool_id, row.id), row.sealed).toString(),
    };
  }
}

const openQueue = write(
  `INSERT INTO log_queues (pool_id, source, due_at, failures, claimed_by) VALUES (?, ?, 0, 0, NULL)
   ON CONFLICT (pool_id, source) DO UPDATE SET due_at = 0, failures = 0, claimed_by = NULL`,
);
const anyEntry = read("SELECT id FROM log_entries WHERE written_at > 0 ORDER BY written_at LIMIT 1");
// As with the messages of the outbox: the outer condition is checked again on a row that somebody has just claimed.
const claimQueues = write(
  `UPDATE log_queues SET claimed_by = ?, due_at = ?
   WHERE due_at <= ? AND (pool_id, source) IN (
     WITH due AS MATERIALIZED (
       SELECT q.pool_id, q.source FROM log_queues q
       WHERE q.due_at <= ?
         AND EXISTS (SELECT 1 FROM log_entries e WHERE e.pool_id = q.pool_id AND e.source = q.source)
       ORDER BY q.due_at, q.pool_id, q.source LIMIT ? {skip locked})
     SELECT pool_id, source FROM due)
   RETURNING pool_id, source, failures`,
);
const endClaims = write(
  "UPDATE log_queues SET claimed_by = NULL, due_at = 0 WHERE due_at > 0 AND claimed_by IS NOT NULL",
);
const giveBack = write(
  `UPDATE log_queues SET claimed_by = NULL, due_at = ?, failures = ?
   WHERE pool_id = ? AND source = ? AND claimed_by = ?`,
);
const sources = ["userAuthEvents", "userNotification"] as const;

/** Repository of queues. */
export class LogQueuesTable implements LogQueues {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async open(userPoolId: string): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, userPoolId);
      for (const source of sources) await connection.run(openQueue, userPoolId, source);
    });
  }

  async claimDue(now: number, holder: string, leaseMs: number, limit: number): Promise<readonly ClaimedLogQueue[]> {
    // Nearly always nothing waits: one look at an index, whatever number of pools there is.
    if ((await this.#connection.get(anyEntry)) === undefined) return [];
    const rows = await this.#connection.all<{ pool_id: string; source: LogEntry["source"]; failures: number }>(
      claimQueues,
      holder,
      now + leaseMs,
      now,
      now,
      limit,
    );
    return rows.map(({ pool_id, source, failures }) => ({ userPoolId: pool_id, source, failures }));
  }

  async releaseClaims(): Promise<void> {
    await this.#connection.run(endClaims);
  }

  async release(
    { userPoolId, source }: LogQueueKey,
    holder: string,
    { dueAt, failures }: { readonly dueAt: number; readonly failures: number },
  ): Promise<boolean> {
    return (await this.#connection.run(giveBack, dueAt, failures, userPoolId, source, holder)) > 0;
  }
}

function scopeOf(poolId: string, id: string): KeyScope {
  return { purpose: "log-entry", poolId, subject: id };
}
