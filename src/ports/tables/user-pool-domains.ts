/** Port: domains of user pools; a name is unique in the installation. */
import type { UserPoolDomain } from "../../domain/user-pool-domain.js";

export interface UserPoolDomains {
  get(domain: string): Promise<UserPoolDomain | undefined>;
  /** At most one prefix and one custom domain. */
  listOfPool(poolId: string): Promise<readonly UserPoolDomain[]>;
  /** Fails with AlreadyExists("domain") or, when the pool has one of this kind, AlreadyExists("pool"). */
  insert(domain: UserPoolDomain): Promise<void>;
  /** Fails with Stale when it is gone. */
  update(domain: UserPoolDomain): Promise<void>;
  /** True when it was there. */
  delete(domain: string): Promise<boolean>;
}
