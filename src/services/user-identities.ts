/** Owns loading the identities at providers that a user has, as look-ups show them. Making links belongs to operations. */

import type { UserIdentity } from "../domain/user/user-view.js";
import type { User } from "../domain/user.js";
import type { UserPool } from "../domain/user-pool.js";
import type { Tables } from "../ports/store.js";

/** The linked identities of a user, oldest first. Costs nothing in pools that never had a provider. */
export async function identitiesOf(
  tables: Pick<Tables, "linkedIdentities" | "identityProviders">,
  pool: Pick<UserPool, "id" | "hadIdentityProvider">,
  { sub }: Pick<User, "sub">,
): Promise<UserIdentity[]> {
  if (!pool.hadIdentityProvider) return [];
  const identities: UserIdentity[] = [];
  for (const link of await tables.linkedIdentities.listOfUser(pool.id, sub)) {
    const provider = await tables.identityProviders.get(pool.id, link.providerName);
    if (provider === undefined) continue;
    identities.push({
      userId: link.attributeValue,
      providerName: link.providerName,
      providerType: provider.type,
      issuer: null,
      primary: false,
      createdAt: link.linkedAt,
    });
  }
  return identities;
}
