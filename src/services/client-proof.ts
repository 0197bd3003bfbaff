/**
 * Owns the first checks of every unsigned call about a user: the app client exists, and proves with SECRET_HASH that it
 * is the one, before anything is looked up (T-01). How secrets compare is `client-secrets.ts`; which user is meant is
 * `claimed-user.ts`.
 */
import type { AppClient } from "../domain/app-client.js";
import type { UserPool } from "../domain/user-pool.js";
import type { Tables } from "../ports/store.js";
import { checkSecretHash } from "./client-secrets.js";
import { clientAndPool } from "./configuration.js";

/** The members that every such call has. */
export interface ClientClaim {
  readonly ClientId: string;
  readonly SecretHash?: string | undefined;
  /** As typed: the hash is over these very characters. */
  readonly Username: string;
}

/** An app client that has proven who it is, and its pool. */
export interface ProvenClient {
  readonly client: AppClient;
  readonly pool: UserPool;
}

/** ResourceNotFoundException for a client that is not there, NotAuthorizedException for one without its proof. */
export async function provenClient(
  tables: Pick<Tables, "appClients" | "userPools" | "clientSecrets">,
  claim: ClientClaim,
  options: {
    /** The program itself calls, for a link that it has sent: it holds the secret already. */
    readonly isOwnCall?: boolean;
  } = {},
): Promise<ProvenClient> {
  const { client, pool } = await clientAndPool(tables, claim.ClientId);
  if (options.isOwnCall !== true) await checkSecretHash(tables, client, claim.SecretHash, [claim.Username]);
  return { client, pool };
}
