/** Port: identity providers; their details hold secrets and are sealed at rest. */
import type { IdentityProvider } from "../../domain/identity-provider.js";
import type { Page, PageRequest } from "../store.js";

export interface IdentityProviders {
  get(poolId: string, name: string): Promise<IdentityProvider | undefined>;
  getByIdentifier(poolId: string, identifier: string): Promise<IdentityProvider | undefined>;
  /** Fails with AlreadyExists("name") or AlreadyExists("identifier"). */
  insert(provider: IdentityProvider): Promise<void>;
  /** Raises the version; Stale on another version, AlreadyExists("identifier") on a clash. */
  update(provider: IdentityProvider): Promise<void>;
  /** True when it was there. */
  delete(poolId: string, name: string): Promise<boolean>;
  /** By name, ascending. */
  page(poolId: string, request: PageRequest): Promise<Page<IdentityProvider>>;
  count(poolId: string): Promise<number>;
}
