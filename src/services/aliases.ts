/**
 * Owns what happens when a name belongs to somebody else: telling which one it was, and taking an address over where
 * Cognito lets the later user have it (T-08). Which aliases a user has is `domain/user/user-keys.ts`.
 */
import type { UniqueName } from "../domain/user/taken-name.js";
import { keysOfUser } from "../domain/user/user-keys.js";
import type { User } from "../domain/user.js";
import { aliasAttributes, isCaseSensitive } from "../domain/user-pool/in-force.js";
import type { UserPool } from "../domain/user-pool.js";
import type { ServiceException } from "../model/exceptions.js";
import { AlreadyExists, Stale, type Tables } from "../ports/store.js";
import { updateUser } from "./directories/user-directory.js";

/**
 * Runs work that stores a user; `refusal` words the exception when one of the user's names is taken. Goes around the
 * whole transaction: one that failed on a taken name stores nothing.
 */
export async function refusingTakenNames<T>(
  refusal: (name: UniqueName) => ServiceException,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AlreadyExists) throw refusal(error.what.replace(/^alias:/, "") as UniqueName);
    throw error;
  }
}

/**
 * Stores a user who takes addresses over, by `write` (insertUser or updateUser). An address that somebody got between
 * looking for its holder and writing is no refusal here: the transaction begins again and takes it from that one.
 */
export async function storeTakingOver(
  tx: Tables,
  pool: UserPool,
  user: User,
  now: number,
  write: (tx: Tables, pool: UserPool, user: User) => Promise<void>,
): Promise<void> {
  await takeOverAddresses(tx, pool, user, now);
  try {
    await write(tx, pool, user);
  } catch (error) {
    const isAddress = error instanceof AlreadyExists && /^alias:(?:email|phone_number)$/.test(error.what);
    if (isAddress && aliasAttributes(pool).length > 0) throw new Stale(error.what);
    throw error;
  }
}

/**
 * Makes room for a user about to be stored: whoever holds one of that user's verified addresses as alias loses it, and
 * the address there counts as unverified from now on. Preferred usernames are never taken over, nor the addresses of
 * pools that use them as usernames.
 */
async function takeOverAddresses(tx: Tables, pool: UserPool, user: User, now: number): Promise<void> {
  const rules = {
    caseSensitive: isCaseSensitive(pool),
    aliasAttributes: aliasAttributes(pool),
    usernameAttributes: [],
  };
  for (const alias of keysOfUser(user, rules).aliases) {
    if (alias.attribute === "preferred_username") continue;
    const holder = await tx.users.getByAlias(pool.id, [alias]);
    if (holder === undefined || holder.sub === user.sub) continue;
    const attributes = new Map(holder.attributes).set(`${alias.attribute}_verified`, "false");
    await updateUser(tx, pool, { ...holder, attributes, modifiedAt: now });
  }
}
