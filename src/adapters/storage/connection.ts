/**
 * Owns what a table's repository asks of a database: three ways to run a constant statement, and several statements as one.
 * The same repository runs on SQLite and PostgreSQL, inside and outside a transaction; only the connection differs.
 */
import type { Statement } from "./statement.js";

/** What both databases store: booleans are 0 or 1, times epoch milliseconds, documents JSON text. */
export type Value = string | number | Buffer | null;

/** Runs statements. The type parameter names the row's columns, as the statement's text spells them. */
export interface Connection {
  /** The first row. */
  get<R>(statement: Statement, ...values: readonly Value[]): Promise<R | undefined>;
  all<R>(statement: Statement, ...values: readonly Value[]): Promise<readonly R[]>;
  /** Answers how many rows changed. */
  run(statement: Statement, ...values: readonly Value[]): Promise<number>;
  /**
   * Runs all statements of `work` or none: a transaction of its own outside one, a savepoint inside. A throw undoes
   * them and leaves the surrounding transaction usable. Only the connection handed in may be used meanwhile.
   */
  atomic<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
}
