/** Port: user pools and the estimate of how many users each has. */
import type { UserPool } from "../../domain/user-pool.js";
import type { Page, PageRequest } from "../store.js";

export interface UserPools {
  get(poolId: string): Promise<UserPool | undefined>;
  /** Fails with AlreadyExists when the id is taken. */
  insert(pool: UserPool): Promise<void>;
  /** Stores `pool` with its version raised by one; fails with Stale unless the stored version equals `pool.version`. */
  update(pool: UserPool): Promise<void>;
  /**
   * Deletes the pool. Clients, domains, groups, providers, resource servers and keys vanish with it at once; users and what
   * hangs on them become unreachable at once and are removed by `sweep`.
   */
  delete(poolId: string): Promise<void>;
  /** By id, ascending. */
  page(accountId: string, region: string, request: PageRequest): Promise<Page<UserPool>>;
  /** Number of users; its cost does not grow with the number of users. */
  estimatedUsers(poolId: string): Promise<number>;
}
