/** Port: keyed MACs of earlier passwords; never verifiers. */

export interface PasswordHistory {
  /** Newest first, at most `limit`. */
  list(poolId: string, sub: string, limit: number): Promise<readonly Buffer[]>;
  /** Adds one and drops all but the newest `keep`. */
  add(poolId: string, sub: string, mac: Buffer, at: number, keep: number): Promise<void>;
}
