/**
 * Owns constant statements: each is written once, numbered at load, and prepared once per connection under its number.
 * Values only ever travel as parameters (T-35).
 */
import { spell } from "./dialect.js";

/** One SQL statement in the words of both databases. */
export interface Statement {
  /** Position among all statements of the program. */
  readonly number: number;
  /** A write takes its turn with other writers; a read does not. */
  readonly writes: boolean;
  readonly sqlite: string;
  readonly postgres: string;
}

const statements: Statement[] = [];

/** Every statement that is loaded; tests ask the databases how they would run them. */
export function allStatements(): readonly Statement[] {
  return statements;
}

/** A statement that changes nothing. */
export function read(text: string): Statement {
  return define(text, false);
}

/** A statement that changes rows or locks them, whether or not it also answers some. */
export function write(text: string): Statement {
  return define(text, true);
}

function define(text: string, writes: boolean): Statement {
  const statement = {
    number: statements.length,
    writes,
    sqlite: spell(text, "sqlite"),
    postgres: spell(text, "postgres"),
  };
  statements.push(statement);
  return statement;
}
