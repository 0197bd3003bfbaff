/**
 * Owns the rule that nothing personal is added to a user who is gone: whoever inserts a row that goes with its user holds the
 * user's row until the end of the transaction, so that a deletion comes wholly before or wholly after (T-57).
 */
import { Stale } from "../../../ports/store.js";
import type { Connection } from "../connection.js";
import { write } from "../statement.js";

const lockUser = write("SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ? {for key share}");

/** Fails with Stale when the user is gone; otherwise the user stays until the transaction ends. */
export async function holdUser(connection: Connection, poolId: string, sub: string): Promise<void> {
  if (!(await connection.get(lockUser, poolId, sub))) throw new Stale("user");
}
