/** Owns looking up an identity provider of a pool, and the words when it is not there. */
import type { IdentityProvider } from "../../domain/identity-provider.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";

/** The provider, or Cognito's ResourceNotFoundException. */
export async function identityProviderOrThrow(
  tables: Pick<Tables, "identityProviders">,
  poolId: string,
  name: string,
): Promise<IdentityProvider> {
  const provider = await tables.identityProviders.get(poolId, name);
  if (provider === undefined) throw new ResourceNotFoundException(`Identity provider ${name} does not exist.`);
  return provider;
}
