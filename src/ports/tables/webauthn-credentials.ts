/** Port: the passkeys of users. They go with their user and with the pool (T-57). */
import type { Passkey } from "../../domain/passkey.js";
import type { Page, PageRequest } from "../store.js";

/** What an accepted answer of a passkey changes. */
export interface PasskeyUse {
  readonly counter: number;
  readonly backedUp: boolean;
  readonly at: number;
}

export interface WebAuthnCredentials {
  /** Whoever has it in the pool; a caller that expects a certain user must compare. */
  get(poolId: string, credentialId: string): Promise<Passkey | undefined>;
  /** Oldest first. */
  listOfUser(poolId: string, sub: string): Promise<readonly Passkey[]>;
  /** Oldest first. */
  page(poolId: string, sub: string, request: PageRequest): Promise<Page<Passkey>>;
  /**
   * False when the user has `most` already, however many are added at the same time. Fails with
   * AlreadyExists("credential") when anybody in the pool has that credential, with Stale when the user is gone.
   */
  insert(passkey: Passkey, most: number): Promise<boolean>;
  /**
   * Stores what an answer changed. One winner: false when the passkey is gone, or its stored counter is not below the
   * given one, unless both are zero because the authenticator keeps none.
   */
  use(passkey: Pick<Passkey, "poolId" | "sub" | "credentialId">, use: PasskeyUse): Promise<boolean>;
  /** True when the user had it. */
  delete(poolId: string, sub: string, credentialId: string): Promise<boolean>;
}
