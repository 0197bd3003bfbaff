/** Table: failed password attempts of users. */
import type { Lockout, Lockouts } from "../../../ports/tables/lockouts.js";
import { withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface LockoutRow {
  readonly failures: number;
  readonly last_failure_at: number | null;
  readonly locked_until: number | null;
}

const getLockout = read("SELECT failures, last_failure_at, locked_until FROM lockouts WHERE pool_id = ? AND sub = ?");
const getHeld = write(
  "SELECT failures, last_failure_at, locked_until FROM lockouts WHERE pool_id = ? AND sub = ? {for update}",
);
const ensureRow = write(
  "INSERT INTO lockouts (pool_id, sub, failures) VALUES (?, ?, 0) ON CONFLICT (pool_id, sub) DO NOTHING",
);
const putLockout = write(
  `INSERT INTO lockouts (pool_id, sub, failures, last_failure_at, locked_until) VALUES (?, ?, ?, ?, ?)
   ON CONFLICT (pool_id, sub) DO UPDATE SET failures = excluded.failures, last_failure_at = excluded.last_failure_at,
   locked_until = excluded.locked_until`,
);
const clearLockout = write("DELETE FROM lockouts WHERE pool_id = ? AND sub = ?");

/** Repository of lock-outs. */
export class LockoutsTable implements Lockouts {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(poolId: string, sub: string): Promise<Lockout | undefined> {
    return fromRow(await this.#connection.get<LockoutRow>(getLockout, poolId, sub));
  }

  async put(poolId: string, sub: string, { failures, lastFailureAt, lockedUntil }: Lockout): Promise<void> {
    await this.#connection.run(putLockout, poolId, sub, failures, lastFailureAt, lockedUntil ?? null);
  }

  async getForUpdate(poolId: string, sub: string): Promise<Lockout | undefined> {
    const held = await this.#connection.get<LockoutRow>(getHeld, poolId, sub);
    if (held) return fromRow(held);
    // What does not exist cannot be locked: the first failures of a user would all count as the first.
    await this.#connection.run(ensureRow, poolId, sub);
    return fromRow(await this.#connection.get<LockoutRow>(getHeld, poolId, sub));
  }

  async clear(poolId: string, sub: string): Promise<void> {
    await this.#connection.run(clearLockout, poolId, sub);
  }
}

function fromRow(row: LockoutRow | undefined): Lockout | undefined {
  if (!row || row.last_failure_at === null) return undefined;
  return withoutNulls({
    failures: row.failures,
    lastFailureAt: row.last_failure_at,
    lockedUntil: row.locked_until,
  });
}
