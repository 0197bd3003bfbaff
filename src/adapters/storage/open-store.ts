/** Owns the choice of a store: PostgreSQL by its URL, SQLite in a folder, or SQLite in memory. */
import type { Store } from "../../ports/store.js";
import { openSqlite } from "./sqlite.js";
import type { StoreOptions } from "./store-options.js";

export type { StoreOptions } from "./store-options.js";

/** Opens the store, bringing its schema up to date; refuses a wrong master key and a store of a newer release. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.database === undefined) return openSqlite(options);
  // Loaded only when asked for: most installations never need the driver.
  const { openPostgres } = await import("./postgres.js");
  return openPostgres(options.database, options);
}
