/** Port: password credentials, sealed at rest under keys of the pool and bound to the user (T-05). */
import type { PasswordCredential } from "../../domain/user.js";

export interface Credentials {
  get(poolId: string, sub: string): Promise<PasswordCredential | undefined>;
  /** Replaces what is there. */
  put(credential: PasswordCredential): Promise<void>;
  delete(poolId: string, sub: string): Promise<void>;
}
