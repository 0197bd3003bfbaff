/**
 * Owns what happens when a key that was free when a transaction looked for it is taken when it is inserted: the
 * transaction begins again, finds the key taken, and refuses in its own words. Only nodes on one PostgreSQL lose such
 * races; on SQLite one transaction follows the other.
 */
import { AlreadyExists, Stale } from "../ports/store.js";

/** Awaits a write of the transaction under way; a taken key becomes Stale, on which the store runs the work again. */
export async function beginAgainIfTaken(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (error) {
    if (error instanceof AlreadyExists) throw new Stale(error.what);
    throw error;
  }
}
