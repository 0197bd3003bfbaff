/** Port: password credentials, sealed at rest under keys of the pool and bound to the user (T-05). */
import type { PasswordCredential, StoredHash } from "../../domain/user.js";

export interface Credentials {
  get(poolId: string, sub: string): Promise<PasswordCredential | undefined>;
  /** Replaces what is there. */
  put(credential: PasswordCredential): Promise<void>;
  /**
   * Puts a credential without a hash in the place of the one that has this hash. False, and nothing is written, where there
   * is none by now: whatever came first stays.
   */
  replaceHash(credential: PasswordCredential, hash: StoredHash): Promise<boolean>;
  delete(poolId: string, sub: string): Promise<void>;
}
