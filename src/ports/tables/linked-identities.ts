/** Port: identities at providers that sign in as a local user. */
import type { LinkedIdentity } from "../../domain/identity-provider.js";

export interface LinkedIdentities {
  get(
    poolId: string,
    providerName: string,
    attributeName: string,
    attributeValue: string,
  ): Promise<LinkedIdentity | undefined>;
  /** Fails with AlreadyExists when that identity is linked already. */
  insert(link: LinkedIdentity): Promise<void>;
  /** True when it was there. */
  delete(poolId: string, providerName: string, attributeName: string, attributeValue: string): Promise<boolean>;
  /** Oldest first. */
  listOfUser(poolId: string, sub: string): Promise<readonly LinkedIdentity[]>;
}
