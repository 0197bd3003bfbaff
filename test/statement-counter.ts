/**
 * Owns listening to the sessions of both databases: which statements a piece of work sent, in order. Only for tests; the
 * program itself counts nothing. Control statements (BEGIN, SAVEPOINT, COMMIT) are left out, as each database has its own.
 */
import { PostgresSession } from "../src/adapters/storage/postgres-session.js";
import { SqliteSession } from "../src/adapters/storage/sqlite-session.js";
import type { Statement } from "../src/adapters/storage/statement.js";
import { TransactionConnection } from "../src/adapters/storage/transaction-connection.js";

/** What was sent between two moments. */
export interface Sent {
  /** A word for each statement, in order; see `wordOf`. */
  readonly statements: readonly string[];
  /** Transactions of several statements; a single write is one of its own on SQLite, and none on PostgreSQL. */
  readonly transactions: number;
}

export interface StatementCounter {
  /** What was sent since the last call. */
  take(): Sent;
  /** Stops listening. */
  stop(): void;
}

const signs: Readonly<Record<string, string>> = { SELECT: "", INSERT: "+", UPDATE: "~", DELETE: "-" };

/**
 * The statement in a word: `users` is read, `+users` inserted into, `~users` updated, `-users` deleted from; tables that are
 * read together are `group_members/groups`. Undefined for control statements.
 */
export function wordOf({ sqlite }: Pick<Statement, "sqlite">): string | undefined {
  const sign = signs[/^[A-Z]+/.exec(sqlite)?.[0] ?? ""];
  if (sign === undefined) return undefined;
  const [statement, ...rest] = withoutBrackets(sqlite).matchAll(/(?:FROM|JOIN|INTO|^UPDATE) ([a-z_]+)/g);
  if (statement === undefined) throw new Error(`no table is named in: ${sqlite}`);
  return sign + [statement, ...rest].map(([, table]) => table).join("/");
}

/** What is asked for in passing is no statement of its own. */
function withoutBrackets(text: string): string {
  let depth = 0;
  return [...text]
    .filter((letter) => {
      if (letter === "(") depth += 1;
      if (letter === ")") depth -= 1;
      return depth === 0;
    })
    .join("");
}

/** Listens to every store that this process has opened, or will open. */
export function countStatements(): StatementCounter {
  let statements: string[] = [];
  let ended = new Set<TransactionConnection>();
  const undo: (() => void)[] = [];
  const { end } = TransactionConnection.prototype;
  const replace = (prototype: object, method: string, value: unknown) => {
    const original: unknown = Reflect.get(prototype, method);
    Reflect.set(prototype, method, value);
    undo.push(() => Reflect.set(prototype, method, original));
  };
  for (const { prototype } of [SqliteSession, PostgresSession]) {
    for (const way of ["get", "all", "run"] as const) {
      const original = prototype[way];
      replace(prototype, way, function (this: unknown, statement: Statement, ...values: unknown[]) {
        const word = wordOf(statement);
        if (word !== undefined) statements.push(word);
        return Reflect.apply(original, this, [statement, ...values]);
      });
    }
  }
  replace(TransactionConnection.prototype, "end", function (this: TransactionConnection) {
    ended.add(this);
    end.call(this);
  });
  return {
    take() {
      const sent = { statements, transactions: ended.size };
      statements = [];
      ended = new Set();
      return sent;
    },
    stop() {
      for (const one of undo) one();
    },
  };
}
