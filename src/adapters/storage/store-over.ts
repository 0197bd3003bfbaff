/**
 * Owns what both adapters share above their connections: the store's tables, transactions that are repeated on Stale, and
 * the watch over nested use.
 */
import { Stale, type Store } from "../../ports/store.js";
import type { Connection, Value } from "./connection.js";
import { nestingGuard } from "./nesting-guard.js";
import type { Statement } from "./statement.js";
import type { StoreOptions } from "./store-options.js";
import { clear, sweep } from "./sweep.js";
import { tablesOver } from "./tables/all-tables.js";
import { probe } from "./transaction-connection.js";

const ATTEMPTS = 3;

/** An open database. */
export interface Database {
  /** Outside transactions: reads see committed state; every write, and every `atomic`, is a transaction of its own. */
  readonly connection: Connection;
  /** Runs the work in one transaction and resolves after its commit is durable. */
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The store over an open database. */
export function storeOver(database: Database, options: StoreOptions): Store {
  const { keyring, random, clock } = options;
  const guard = nestingGuard(options.guardNesting ?? false);
  const connection = guarded(database.connection, () => guard.refuse());
  return {
    ...tablesOver({ connection, keyring, random, clock }),
    async transaction(work) {
      guard.refuse();
      return repeatOnStale(() =>
        database.transaction((inside) =>
          guard.inside(() => work(tablesOver({ connection: inside, keyring, random, clock }))),
        ),
      );
    },
    sweep: (now) => sweep(connection, now),
    clear: () => clear(connection),
    async ping() {
      await connection.get(probe);
    },
    close: () => database.close(),
  };
}

async function repeatOnStale<T>(attempt: () => Promise<T>): Promise<T> {
  for (let made = 1; ; made += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Stale) || made === ATTEMPTS) throw error;
    }
  }
}

function guarded(connection: Connection, refuse: () => void): Connection {
  return {
    async get<R>(statement: Statement, ...values: readonly Value[]) {
      refuse();
      return connection.get<R>(statement, ...values);
    },
    async all<R>(statement: Statement, ...values: readonly Value[]) {
      refuse();
      return connection.all<R>(statement, ...values);
    },
    async run(statement, ...values) {
      refuse();
      return connection.run(statement, ...values);
    },
    async atomic(work) {
      refuse();
      // The work is ours and uses only what it is handed.
      return connection.atomic(work);
    },
  };
}
