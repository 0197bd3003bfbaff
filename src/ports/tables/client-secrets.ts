/** Port: secrets of app clients, sealed at rest. */
import type { ClientSecret } from "../../domain/app-client.js";

export interface ClientSecrets {
  /** Oldest first. */
  list(clientId: string): Promise<readonly ClientSecret[]>;
  insert(secret: ClientSecret): Promise<void>;
  /** True when the secret was there. */
  delete(clientId: string, secretId: string): Promise<boolean>;
}
