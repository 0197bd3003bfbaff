/**
 * Owns one PostgreSQL session of a transaction, and how the driver's answers and errors read here. Statements are prepared
 * once per session under their number.
 */
import type { ClientBase, QueryResult } from "pg";
import { AlreadyExists, Stale } from "../../ports/store.js";
import type { Value } from "./connection.js";
import { fromStored, toStored } from "./exact-text.js";
import type { Statement } from "./statement.js";
import type { Session } from "./transaction-connection.js";

/** What runs a query: a session, or the pool, which takes any. */
export type Queryable = Pick<ClientBase, "query">;

/** The database ended a transaction because it ran into another: run again, it will do. */
export class Collision extends Stale {
  constructor() {
    super("transaction");
  }
}

/** Statements over one session, or over any session of a pool. */
export class PostgresSession implements Session {
  readonly #queryable: Queryable;

  constructor(queryable: Queryable) {
    this.#queryable = queryable;
  }

  async get<R>(statement: Statement, values: readonly Value[]): Promise<R | undefined> {
    return (await this.#ask(statement, values)).rows[0] as R | undefined;
  }

  async all<R>(statement: Statement, values: readonly Value[]): Promise<readonly R[]> {
    return (await this.#ask(statement, values)).rows as R[];
  }

  async run(statement: Statement, values: readonly Value[]): Promise<number> {
    return (await this.#ask(statement, values)).rowCount ?? 0;
  }

  async #ask(statement: Statement, values: readonly Value[]): Promise<QueryResult> {
    const result = await this.#queryable
      .query({
        name: `s${statement.number}`,
        text: statement.postgres,
        values: values.map((value) => (typeof value === "string" ? toStored(value) : value)),
      })
      .catch(translate);
    for (const row of result.rows) restoreTexts(row);
    return result;
  }
}

function restoreTexts(row: Record<string, unknown>): void {
  for (const column in row) {
    const value = row[column];
    if (typeof value === "string") row[column] = fromStored(value);
  }
}

/** Throws the error as the store's callers know it: a clash of keys, a collision of transactions, or as it is. */
export function translate(error: unknown): never {
  if (error instanceof Error && "code" in error) {
    if (error.code === "23505") {
      throw new AlreadyExists("constraint" in error && error.constraint ? String(error.constraint) : "key");
    }
    if (error.code === "40001" || error.code === "40P01") throw new Collision();
  }
  throw error;
}
