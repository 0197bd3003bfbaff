/** Owns reading what was recorded of one user with everything that was found, signals included, for people who look into it. */
import type { AuthEvent } from "../../domain/auth-event.js";
import type { Tables } from "../../ports/store.js";
import { findUser } from "../directories/user-directory.js";

/** The newest events, newest first. */
const shown = 50;

/** The events of a user; undefined where pool or user are not there. */
export async function readAuthEvents(
  tables: Pick<Tables, "userPools" | "users" | "authEvents">,
  { userPoolId, username }: { readonly userPoolId: string; readonly username: string },
): Promise<readonly AuthEvent[] | undefined> {
  const pool = await tables.userPools.get(userPoolId);
  const user = pool && (await findUser(tables, pool, username));
  if (pool === undefined || user === undefined) return undefined;
  return (await tables.authEvents.page(pool.id, user.sub, { limit: shown })).items;
}
