/** Owns finding out what a user has to sign in with, beyond the user's own row. */
import type { UserHoldings } from "../../domain/user/auth-factors.js";
import type { User } from "../../domain/user.js";
import type { Tables } from "../../ports/store.js";

/** The user's password, passkeys and software token, as far as there are any. */
export async function holdingsOf(
  tables: Pick<Tables, "credentials" | "softwareTokens" | "webAuthnCredentials">,
  { poolId, sub }: Pick<User, "poolId" | "sub">,
): Promise<UserHoldings> {
  const [password, token, passkeys] = await Promise.all([
    tables.credentials.get(poolId, sub),
    tables.softwareTokens.getVerified(poolId, sub),
    tables.webAuthnCredentials.page(poolId, sub, { limit: 1 }),
  ]);
  return {
    hasPassword: password !== undefined,
    hasSoftwareToken: token !== undefined,
    hasPasskey: passkeys.items.length > 0,
  };
}
