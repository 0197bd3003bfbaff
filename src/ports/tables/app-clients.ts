/** Port: app clients. */
import type { AppClient } from "../../domain/app-client.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Page, PageRequest } from "../store.js";

export interface AppClients {
  get(clientId: string): Promise<AppClient | undefined>;
  /**
   * The client and its pool at one moment, with what nearly every request of users asks next: whether the client has
   * secrets, and which sessions the pool keeps.
   */
  withPool(clientId: string): Promise<{ readonly client: AppClient; readonly pool: UserPool } | undefined>;
  /** Fails with AlreadyExists when the id is taken anywhere in the installation. */
  insert(client: AppClient): Promise<void>;
  /** Stores `client` with its version raised by one; Stale unless the stored version equals `client.version`. */
  update(client: AppClient): Promise<void>;
  /** Deletes the client with its secrets; nothing happens when it is absent. */
  delete(clientId: string): Promise<void>;
  /** By id, ascending. */
  page(poolId: string, request: PageRequest): Promise<Page<AppClient>>;
  count(poolId: string): Promise<number>;
}
