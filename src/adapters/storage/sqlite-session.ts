/**
 * Owns one connection to a SQLite file: the only place that imports the binding. Every statement is prepared once. All
 * calls are synchronous; an error of SQLite is thrown as it is, except for a clash of unique keys.
 */
import { chmodSync, closeSync, openSync } from "node:fs";
import { backup, DatabaseSync } from "@photostructure/sqlite";
import { AlreadyExists } from "../../ports/store.js";
import type { Value } from "./connection.js";
import { fromStored, toStored } from "./exact-text.js";
import type { Statement } from "./statement.js";
import type { Session } from "./transaction-connection.js";

type Binding = InstanceType<typeof DatabaseSync>;
type Prepared = ReturnType<Binding["prepare"]>;
/** SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE. */
const CLASHES = new Set([1555, 2067]);

/** One connection; `session` of a transaction too, as SQLite knows one transaction per connection. */
export class SqliteSession implements Session {
  readonly #database: Binding;
  readonly #prepared: Prepared[] = [];

  /** Opens a file, or a database in memory without one. */
  constructor(file: string | undefined, options: { readonly readOnly?: boolean } = {}) {
    // Created here first, as SQLite would let others read it; its journals take the mode of the file.
    if (file !== undefined && !options.readOnly) createPrivately(file);
    this.#database = new DatabaseSync(file ?? ":memory:", {
      readOnly: options.readOnly ?? false,
      timeout: 5_000,
      enableForeignKeyConstraints: false,
    });
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  get<R>(statement: Statement, values: readonly Value[]): R | undefined {
    const row = this.#ask(statement, values, (prepared, bound) => prepared.get(...bound));
    return row === undefined ? undefined : exact<R>(row);
  }

  all<R>(statement: Statement, values: readonly Value[]): readonly R[] {
    return this.#ask(statement, values, (prepared, bound) => prepared.all(...bound)).map(exact<R>);
  }

  run(statement: Statement, values: readonly Value[]): number {
    return Number(this.#ask(statement, values, (prepared, bound) => prepared.run(...bound)).changes);
  }

  /** Runs text that is not a prepared statement: settings, and the steps of a migration. */
  execute(text: string): void {
    this.#database.exec(text);
  }

  /** The rows of text that is not a prepared statement. */
  query<R>(text: string, ...values: readonly Value[]): readonly R[] {
    return this.#database.prepare(text).all(...values) as R[];
  }

  /** Replaces the whole content of another file, in one transaction there; it may be in use by nobody. */
  async copyTo(file: string): Promise<void> {
    createPrivately(file);
    await backup(this.#database, file, { rate: -1 });
  }

  /**
   * Prepared statements live until they are collected, and with them what SQLite keeps for the connection. Locks are not
   * among it, unless a transaction is open: it is rolled back.
   */
  close(): void {
    if (this.inTransaction) this.execute("ROLLBACK");
    this.#prepared.length = 0;
    this.#database.close();
  }

  #ask<T>(statement: Statement, values: readonly Value[], call: (prepared: Prepared, bound: Value[]) => T): T {
    let prepared = this.#prepared[statement.number];
    if (!prepared) {
      prepared = this.#database.prepare(statement.sqlite);
      this.#prepared[statement.number] = prepared;
    }
    try {
      return call(
        prepared,
        values.map((value) => (typeof value === "string" ? toStored(value) : value)),
      );
    } catch (error) {
      throw translated(error);
    }
  }
}

function createPrivately(file: string): void {
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
}

/** The row with texts as they went in and bytes as Buffer. */
function exact<R>(row: Record<string, unknown>): R {
  for (const column in row) {
    const value = row[column];
    if (typeof value === "string") row[column] = fromStored(value);
    else if (value instanceof Uint8Array) row[column] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  }
  return row as R;
}

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || !CLASHES.has(Number(error.errcode))) return error;
  return new AlreadyExists(error.message.slice(error.message.lastIndexOf(":") + 1).trim());
}
