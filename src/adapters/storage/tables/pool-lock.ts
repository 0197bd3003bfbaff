/**
 * Owns the rule that nothing is added to a pool that is gone: whoever inserts a row of a pool holds the pool's row until
 * the end of the transaction, so that a deletion comes wholly before or wholly after. Reads of other tables need it not.
 */
import { Stale } from "../../../ports/store.js";
import type { Connection } from "../connection.js";
import { write } from "../statement.js";

const lockPool = write("SELECT 1 AS found FROM user_pools WHERE id = ? {for key share}");

/** Fails with Stale when the pool is gone; otherwise it stays until the transaction ends. */
export async function holdPool(connection: Connection, poolId: string): Promise<void> {
  if (!(await connection.get(lockPool, poolId))) throw new Stale("user pool");
}
