/**
 * The store on SQLite: one file (or memory), one writing connection, one for reading while it is in a transaction.
 * Durable means WAL with synchronous FULL: the commit has been forced to disk before anybody hears of it.
 */
import { join } from "node:path";
import type { Store } from "../../ports/store.js";
import type { Connection, Value } from "./connection.js";
import { prepareSchema, type SchemaConnection } from "./schema.js";
import { lockFolder } from "./sqlite-folder-lock.js";
import { SqliteSession } from "./sqlite-session.js";
import { SqliteWriter } from "./sqlite-writer.js";
import type { Statement } from "./statement.js";
import type { StoreOptions } from "./store-options.js";
import { type Database, storeOver } from "./store-over.js";

/** The name of the database in a data folder. */
export const DATABASE_FILE = "poolhouse.db";

/** Opens the store of a data folder, or one in memory. */
export async function openSqlite(options: StoreOptions): Promise<Store> {
  const database =
    options.dataDir === undefined
      ? await openInMemory(options.keyring.checkValue())
      : await openFolder(options.dataDir, options.keyring.checkValue());
  return storeOver(database, options);
}

async function openInMemory(keyCheck: string): Promise<Database> {
  const session = new SqliteSession(undefined);
  await migrate(session, keyCheck);
  const writer = new SqliteWriter(session, { groupLimit: 1 });
  const connection = new OuterConnection(writer, (ask) => writer.between(() => ask(session)));
  return {
    connection,
    transaction: (work) => writer.transaction(work),
    async close() {
      await writer.close();
      session.close();
    },
  };
}

async function openFolder(folder: string, keyCheck: string): Promise<Database> {
  const unlock = lockFolder(folder);
  const opened: SqliteSession[] = [];
  const open = (readOnly: boolean) => {
    const session = new SqliteSession(join(folder, DATABASE_FILE), { readOnly });
    opened.unshift(session);
    return session;
  };
  const closeAll = () => {
    for (const session of opened) session.close();
    unlock();
  };
  try {
    const writing = open(false);
    writing.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST");
    await migrate(writing, keyCheck);
    const reading = open(true);
    const writer = new SqliteWriter(writing, { groupLimit: 32 });
    let closing: Promise<void> | undefined;
    return {
      // While nobody writes, the writing connection answers: it knows which of its pages a commit has changed, while the
      // other one has to read all of them again after each.
      connection: new OuterConnection(writer, async (ask) => ask(writing.inTransaction ? reading : writing)),
      transaction: (work) => writer.transaction(work),
      close() {
        closing ??= writer.close().then(() => {
          foldLog(writing);
          closeAll();
        });
        return closing;
      },
    };
  } catch (error) {
    closeAll();
    throw error;
  }
}

/** Brings the log into the file, so that the file alone is the store. */
function foldLog(session: SqliteSession): void {
  try {
    session.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  } catch {
    // Everything acknowledged is durable in the log, and the next opening reads it.
  }
}

async function migrate(session: SqliteSession, keyCheck: string): Promise<void> {
  session.execute("BEGIN IMMEDIATE");
  try {
    await prepareSchema(schemaConnection(session), keyCheck);
    session.execute("COMMIT");
  } catch (error) {
    if (session.inTransaction) session.execute("ROLLBACK");
    throw error;
  }
}

/** A SQLite connection as migrations and checks use it. */
export function schemaConnection(session: SqliteSession): SchemaConnection {
  return {
    dialect: "sqlite",
    async execute(text) {
      session.execute(text);
    },
    async query(text, ...values) {
      return session.query(text, ...values);
    },
  };
}

/** The connection outside transactions. */
class OuterConnection implements Connection {
  readonly #writer: SqliteWriter;
  readonly #read: <T>(ask: (session: SqliteSession) => T) => Promise<T>;

  constructor(writer: SqliteWriter, read: <T>(ask: (session: SqliteSession) => T) => Promise<T>) {
    this.#writer = writer;
    this.#read = read;
  }

  get<R>(statement: Statement, ...values: readonly Value[]): Promise<R | undefined> {
    return statement.writes
      ? this.#writer.transaction((connection) => connection.get<R>(statement, ...values))
      : this.#read((session) => session.get<R>(statement, values));
  }

  all<R>(statement: Statement, ...values: readonly Value[]): Promise<readonly R[]> {
    return statement.writes
      ? this.#writer.transaction((connection) => connection.all<R>(statement, ...values))
      : this.#read((session) => session.all<R>(statement, values));
  }

  run(statement: Statement, ...values: readonly Value[]): Promise<number> {
    return this.#writer.transaction((connection) => connection.run(statement, ...values));
  }

  atomic<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#writer.transaction(work);
  }
}
