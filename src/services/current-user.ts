/**
 * Owns reading a user again inside a transaction. By sub, not by the name that was typed: that name may lead to somebody
 * else by now, and what was prepared outside belongs to the user it was prepared for.
 */
import type { User } from "../domain/user.js";
import { UserNotFoundException } from "../model/generated/exceptions.js";
import type { Tables } from "../ports/store.js";

/** The user as stored at this moment, or Cognito's UserNotFoundException. */
export async function currentUser(tx: Pick<Tables, "users">, user: Pick<User, "poolId" | "sub">): Promise<User> {
  const current = await tx.users.getBySub(user.poolId, user.sub);
  if (current === undefined) throw new UserNotFoundException("User does not exist.");
  return current;
}
