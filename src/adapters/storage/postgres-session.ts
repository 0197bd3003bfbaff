/**
 * Owns sessions with PostgreSQL, and how the driver's answers and errors read here: the only place that imports the driver.
 * Statements are prepared once per session under their number.
 */
import pg from "pg";
import { AlreadyExists, Stale } from "../../ports/store.js";
import type { Value } from "./connection.js";
import { fromStored, toStored } from "./exact-text.js";
import type { Statement } from "./statement.js";
import { type Session, TRANSACTION_LIMIT_MS } from "./transaction-connection.js";

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

const INT8 = 20;

/** Sessions with the database of this URL, opened when they are needed. */
export function openPool(database: string): Pool {
  const pool = new pg.Pool({
    connectionString: withDurability(database),
    max: 10,
    connectionTimeoutMillis: 5_000,
    statement_timeout: TRANSACTION_LIMIT_MS + 5_000,
    idle_in_transaction_session_timeout: TRANSACTION_LIMIT_MS + 5_000,
    // Times and counts fit a number; the driver would make them texts.
    types: {
      getTypeParser: ((oid, format) =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  });
  // A connection that breaks is replaced by the pool, and whoever was using it is told by its query. Without listeners
  // the event would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** A commit is acknowledged after it is on disk, whatever the server's default (R-1). */
function withDurability(database: string): string {
  const url = new URL(database);
  const given = url.searchParams.get("options");
  url.searchParams.set("options", `${given ? `${given} ` : ""}-c synchronous_commit=on`);
  return url.href;
}

/** What runs a query: a session, or the pool, which takes any. */
export type Queryable = Pick<pg.ClientBase, "query">;

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

  async #ask(statement: Statement, values: readonly Value[]): Promise<pg.QueryResult> {
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
