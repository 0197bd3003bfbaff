/**
 * Owns reading a user inside a transaction that changes that user: held, so that however many others want to change the
 * user as well, nobody's change is refused for it. What was prepared outside belongs to a sub, not to the name that was
 * typed: that name may lead to somebody else by now.
 */
import type { User } from "../domain/user.js";
import type { UserPool } from "../domain/user-pool.js";
import { UserNotFoundException } from "../model/generated/exceptions.js";
import type { Tables } from "../ports/store.js";
import { userOrThrow } from "./directories/user-directory.js";

/** The user as stored at this moment, held until the transaction ends, or Cognito's UserNotFoundException. */
export async function currentUser(tx: Pick<Tables, "users">, user: Pick<User, "poolId" | "sub">): Promise<User> {
  const current = await tx.users.hold(user.poolId, user.sub);
  if (current === undefined) throw new UserNotFoundException("User does not exist.");
  return current;
}

/** The user behind a name, likewise. */
export async function namedUser(tx: Pick<Tables, "users">, pool: UserPool, typedName: string): Promise<User> {
  return currentUser(tx, await userOrThrow(tx, pool, typedName));
}
