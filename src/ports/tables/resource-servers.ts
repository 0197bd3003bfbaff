/** Port: resource servers. */
import type { ResourceServer } from "../../domain/resource-server.js";
import type { Page, PageRequest } from "../store.js";

export interface ResourceServers {
  get(poolId: string, identifier: string): Promise<ResourceServer | undefined>;
  /** Fails with AlreadyExists. */
  insert(server: ResourceServer): Promise<void>;
  /** Fails with Stale when it is gone. */
  update(server: ResourceServer): Promise<void>;
  /** True when it was there. */
  delete(poolId: string, identifier: string): Promise<boolean>;
  /** By identifier, ascending. */
  page(poolId: string, request: PageRequest): Promise<Page<ResourceServer>>;
  count(poolId: string): Promise<number>;
}
