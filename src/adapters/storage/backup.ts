/**
 * Owns copies of a store: making one while servers go on, checking one, and starting from one. A backup is a SQLite
 * file like the store's own, with the check value of the master key but without the key: what is sealed stays sealed.
 * PostgreSQL has tools of its own for copies; for its stores only `verify` works here.
 */
import { closeSync, existsSync, fsyncSync, openSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Connection, Value } from "./connection.js";
import { readSchemaState, refuseForeign } from "./schema.js";
import { DATABASE_FILE, schemaConnection } from "./sqlite.js";
import { lockFolder } from "./sqlite-folder-lock.js";
import { SqliteSession } from "./sqlite-session.js";
import type { Statement } from "./statement.js";
import type { StoreOptions } from "./store-options.js";
import { StoreRefused } from "./store-refused.js";
import { reportOn, type StoreReport } from "./store-report.js";
import { tablesOver } from "./tables/all-tables.js";

/** Writes a consistent copy of the store to a new file, while its server goes on, and reads the copy back. */
export async function backup(options: StoreOptions, file: string): Promise<StoreReport> {
  const source = databaseFile(options);
  if (!existsSync(source)) throw new StoreRefused(`There is no store in ${options.dataDir}.`);
  // Reserved with the mode that it keeps; an existing file is never overwritten.
  closeSync(openSync(file, "wx", 0o600));
  try {
    const session = new SqliteSession(source, { readOnly: true });
    try {
      // One read transaction: the copy is the store as it was at one moment.
      session.query("VACUUM INTO ?", file);
    } finally {
      session.close();
    }
    forceToDisk(file);
    return await verify(options, file);
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/** Fills a data folder from a backup that has been verified first. Fails if a store is there, unless `replace`. */
export async function restore(
  options: StoreOptions,
  file: string,
  { replace }: { readonly replace: boolean },
): Promise<StoreReport> {
  const target = databaseFile(options);
  const report = await verify(options, file);
  if (report.problems.length > 0) {
    throw new StoreRefused(`The backup ${file} is damaged and was not restored: ${report.problems.join(" ")}`);
  }
  const unlock = lockFolder(dirname(target));
  try {
    if (existsSync(target) && !replace) {
      throw new StoreRefused(`The data folder ${dirname(target)} already holds a store; it was not touched.`);
    }
    const source = new SqliteSession(file, { readOnly: true });
    try {
      // By SQLite itself: it knows of the log that an existing store may have beside its file.
      await source.copyTo(target);
    } finally {
      source.close();
    }
    forceToDisk(dirname(target));
  } finally {
    unlock();
  }
  return report;
}

/** Reads everything in the store, or in a backup, and checks it under the master key. Changes nothing. */
export async function verify(options: StoreOptions, file?: string): Promise<StoreReport> {
  if (file === undefined && options.database !== undefined) {
    const { verifyPostgres } = await import("./postgres.js");
    return verifyPostgres(options.database, options);
  }
  const path = file ?? databaseFile(options);
  if (!existsSync(path)) throw new StoreRefused(`There is no file ${path}.`);
  const session = new SqliteSession(path, { readOnly: true });
  try {
    return await verifySession(session, options);
  } finally {
    session.close();
  }
}

async function verifySession(session: SqliteSession, options: StoreOptions): Promise<StoreReport> {
  const state = await readSchemaState(schemaConnection(session)).catch((error: Error) => {
    throw new StoreRefused(`This is not a store of Poolhouse, or it is damaged: ${error.message}`);
  });
  if (state.version === 0) throw new StoreRefused("This is not a store of Poolhouse.");
  refuseForeign(state, options.keyring.checkValue());
  const connection = readingConnection(session);
  const { keyring, random, clock } = options;
  // One snapshot for all reads, so that counts can be compared with what is counted.
  session.execute("BEGIN");
  return reportOn(connection, tablesOver({ connection, keyring, random, clock }), damageOf(session));
}

/** What SQLite's own check finds: pages, order of keys, indexes that disagree with their tables. */
function damageOf(session: SqliteSession): readonly string[] {
  try {
    const lines = session.query<{ integrity_check: string }>("PRAGMA integrity_check(20)");
    return lines.map((line) => line.integrity_check).filter((line) => line !== "ok");
  } catch (error) {
    return [`The integrity check broke off: ${(error as Error).message}`];
  }
}

function readingConnection(session: SqliteSession): Connection {
  return {
    async get<R>(statement: Statement, ...values: readonly Value[]) {
      return session.get<R>(statement, values);
    },
    async all<R>(statement: Statement, ...values: readonly Value[]) {
      return session.all<R>(statement, values);
    },
    async run(statement, ...values) {
      return session.run(statement, values);
    },
    async atomic() {
      throw new Error("A store that is being checked is not written to.");
    },
  };
}

function databaseFile({ database, dataDir }: StoreOptions): string {
  if (database !== undefined) {
    throw new StoreRefused(
      "The store is a PostgreSQL database: use pg_dump to copy it and pg_restore to bring it back.",
    );
  }
  if (dataDir === undefined)
    throw new StoreRefused("The store is in memory only: there is nothing to copy or to fill.");
  return join(dataDir, DATABASE_FILE);
}

function forceToDisk(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
