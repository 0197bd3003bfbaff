/**
 * Owns the lock on a data folder: two processes never open one store. A second little database is held in SQLite's own
 * exclusive lock, which the operating system takes back when the process dies, however it dies.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SqliteSession } from "./sqlite-session.js";
import { StoreRefused } from "./store-refused.js";

/** Takes the folder, creating it when it is absent; answers how to release it. Throws when another process has it. */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = new SqliteSession(join(folder, "lock"));
  try {
    // The one who has it keeps it for as long as it lives: waiting would be in vain.
    lock.execute("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw isBusy(error) ? new StoreRefused(`The data folder ${folder} is in use by another Poolhouse.`) : error;
  }
  return () => lock.close();
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && Number(error.errcode) === 5;
}
