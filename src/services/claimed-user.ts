/**
 * Owns finding the user whom an unsigned call names, counting the call, and putting a simulated user in place of one who
 * is not there where the client hides it (T-01). What a simulated user is answered is `simulated-delivery.ts`.
 */
import { preventsUserExistenceErrors } from "../domain/app-client/in-force.js";
import type { AppClient } from "../domain/app-client.js";
import type { LimitedOperation } from "../domain/attempt-limits.js";
import { usernameKey } from "../domain/user/canonical-key.js";
import { type SimulationMac, simulatedUser } from "../domain/user/simulated-user.js";
import type { User } from "../domain/user.js";
import { isCaseSensitive } from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import { UserNotFoundException } from "../model/generated/exceptions.js";
import type { Keyring } from "../ports/keyring.js";
import type { Store } from "../ports/store.js";
import { findUser } from "./directories/user-directory.js";
import type { HourlyLimits } from "./hourly-limits.js";

/** Whom a call is about. */
export interface ClaimedUser {
  /** Absent when the name leads to nobody and the client hides it. */
  readonly user: User | undefined;
  /** The user's, or the simulated user's. */
  readonly sub: string;
}

/** What finding one works with. */
export interface ClaimedUserNeeds {
  readonly store: Store;
  readonly keyring: Keyring;
  readonly hourlyLimits: HourlyLimits;
}

/**
 * The user behind a typed name. UserNotFoundException for nobody where the client tells; LimitExceededException when the
 * call is one too many in this hour, counted by user and not by name (T-09), and for a simulated user alike.
 */
export async function claimedUser(
  { store, keyring, hourlyLimits }: ClaimedUserNeeds,
  { pool, client }: { readonly pool: UserPool; readonly client: AppClient },
  typedName: string,
  limit: LimitedOperation,
  /** Asked when there is nobody of this name: may make the user, and answers whether it did. */
  migrate: () => Promise<boolean> = async () => false,
): Promise<ClaimedUser> {
  let user = await findUser(store, pool, typedName);
  if (user === undefined && (await migrate())) user = await findUser(store, pool, typedName);
  if (user === undefined && !preventsUserExistenceErrors(client)) {
    throw new UserNotFoundException("Username/client id combination not found.");
  }
  // Also for a user who is there: working the simulated one out must not show in the time (T-02).
  const simulated = simulatedUser(simulationMac(keyring, pool, typedName));
  const sub = user?.sub ?? simulated.sub;
  await hourlyLimits.spend(limit, pool.id, sub);
  return { user, sub };
}

/** What a simulated user is drawn from: the same for every spelling of a name, at every door and on every node. */
export function simulationMac(keyring: Keyring, pool: UserPool, typedName: string): SimulationMac {
  const name = canonicalName(pool, typedName);
  return (purpose) => keyring.mac({ purpose: "simulated-user", poolId: pool.id, subject: purpose }, name);
}

/** The spelling of a name that stands for all its spellings. */
export function canonicalName(pool: UserPool, typedName: string): string {
  return usernameKey(typedName, { caseSensitive: isCaseSensitive(pool) });
}
