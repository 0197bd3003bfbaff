/**
 * Owns finding a user by any name that leads to one, and storing a user under the names that lead to it. Canonical keys
 * come from `domain/`; nothing else in the program looks a user up by a typed name.
 */
import { aliasCandidates, usernameKey } from "../../domain/user/canonical-key.js";
import { keysOfUser } from "../../domain/user/user-keys.js";
import type { User } from "../../domain/user.js";
import { aliasAttributes, isCaseSensitive, usernameAttributes } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import { UserNotFoundException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";

const subForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The user behind a username, an active alias or a sub; undefined when the name leads to nobody. */
export async function findUser(
  tables: Pick<Tables, "users">,
  pool: UserPool,
  typedName: string,
): Promise<User | undefined> {
  const rules = { caseSensitive: isCaseSensitive(pool) };
  const byName = await tables.users.getByUsernameKey(pool.id, usernameKey(typedName, rules));
  if (byName !== undefined) return byName;
  const aliases = aliasCandidates(typedName, [...aliasAttributes(pool), ...usernameAttributes(pool)], rules);
  const byAlias = aliases.length > 0 ? await tables.users.getByAlias(pool.id, aliases) : undefined;
  // Only what looks like a sub is looked up as one: a name of nobody costs no more reads than a name of somebody (T-02).
  if (!subForm.test(typedName)) return byAlias;
  // A sub is its user's: somebody else may have chosen it as preferred username, and must win nothing by it (T-08).
  return (await tables.users.getBySub(pool.id, typedName)) ?? byAlias;
}

/** The user, or Cognito's UserNotFoundException. */
export async function userOrThrow(tables: Pick<Tables, "users">, pool: UserPool, typedName: string): Promise<User> {
  const user = await findUser(tables, pool, typedName);
  if (user === undefined) throw new UserNotFoundException("User does not exist.");
  return user;
}

/** What decides under which keys the users of a pool are stored. */
function keyRules(pool: UserPool) {
  return {
    caseSensitive: isCaseSensitive(pool),
    aliasAttributes: aliasAttributes(pool),
    usernameAttributes: usernameAttributes(pool),
  };
}

/** Stores a changed user under its keys; Stale or AlreadyExists("alias:…") as the port says. */
export async function updateUser(tables: Pick<Tables, "users">, pool: UserPool, user: User): Promise<void> {
  await tables.users.update(user, keysOfUser(user, keyRules(pool)));
}

/** Stores a new user under its keys; AlreadyExists("username") or AlreadyExists("alias:…") as the port says. */
export async function insertUser(tables: Pick<Tables, "users">, pool: UserPool, user: User): Promise<void> {
  await tables.users.insert(user, keysOfUser(user, keyRules(pool)));
}
