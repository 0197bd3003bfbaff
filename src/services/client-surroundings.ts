/**
 * Owns reading what the rules about an app client need to know of its pool: the providers and scopes that the client
 * names. Only what is named is read, so the cost does not grow with the pool.
 */
import type { ClientSurroundings } from "../domain/app-client/check.js";
import type { AppClientSettings } from "../domain/app-client.js";
import { scopesOf } from "../domain/resource-server/rules.js";
import type { Tables } from "../ports/store.js";

/** The providers and scopes among those that the client names which exist in the pool. */
export async function clientSurroundings(
  tables: Pick<Tables, "identityProviders" | "resourceServers">,
  poolId: string,
  settings: AppClientSettings,
): Promise<Pick<ClientSurroundings, "providerNames" | "customScopes">> {
  const providerNames = new Set<string>();
  for (const name of new Set(settings.SupportedIdentityProviders)) {
    if ((await tables.identityProviders.get(poolId, name)) !== undefined) providerNames.add(name);
  }
  const identifiers = new Set<string>();
  for (const scope of settings.AllowedOAuthScopes ?? []) {
    // A scope's own name has no slash, an identifier may have many.
    const slash = scope.lastIndexOf("/");
    if (slash > 0) identifiers.add(scope.slice(0, slash));
  }
  const customScopes = new Set<string>();
  for (const identifier of identifiers) {
    const server = await tables.resourceServers.get(poolId, identifier);
    for (const scope of server === undefined ? [] : scopesOf(server)) customScopes.add(scope);
  }
  return { providerNames, customScopes };
}
