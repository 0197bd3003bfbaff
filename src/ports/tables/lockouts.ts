/** Port: failed password attempts of a user. The rule (when, how long) is `domain/lockout.ts`. */

/** Failures in a row; times are epoch milliseconds. */
export interface Lockout {
  readonly failures: number;
  readonly lastFailureAt: number;
  /** Absent while not locked. */
  readonly lockedUntil?: number | undefined;
}

export interface Lockouts {
  get(poolId: string, sub: string): Promise<Lockout | undefined>;
  /** Replaces what is there; call inside a transaction that has read it with `getForUpdate`. */
  put(poolId: string, sub: string, lockout: Lockout): Promise<void>;
  /** As `get`, and holds the row until the transaction ends so that parallel attempts are counted one by one. */
  getForUpdate(poolId: string, sub: string): Promise<Lockout | undefined>;
  clear(poolId: string, sub: string): Promise<void>;
}
