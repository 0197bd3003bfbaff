/** Owns what a store is opened with. */
import type { Clock } from "../../ports/clock.js";
import type { Keyring } from "../../ports/keyring.js";
import type { Random } from "../../ports/random.js";

export interface StoreOptions {
  /** URL of a PostgreSQL database; without it the store is SQLite. */
  readonly database?: string | undefined;
  /** Folder of the SQLite file; without it, and without `database`, the store lives in memory. */
  readonly dataDir?: string | undefined;
  readonly keyring: Keyring;
  readonly random: Random;
  /** Decides when a consumed mark has expired; without it a mark holds until `sweep` removes it. */
  readonly clock?: Clock | undefined;
  /** Throws when the outer store is used inside a transaction; for tests and development. */
  readonly guardNesting?: boolean | undefined;
}
