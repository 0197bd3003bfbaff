/** Owns looking up pools and app clients, and the words when they are not there. */
import type { AppClient } from "../domain/app-client.js";
import type { UserPool } from "../domain/user-pool.js";
import { ResourceNotFoundException } from "../model/generated/exceptions.js";
import type { Tables } from "../ports/store.js";

/** The pool, or Cognito's ResourceNotFoundException. */
export async function userPoolOrThrow(tables: Pick<Tables, "userPools">, poolId: string): Promise<UserPool> {
  const pool = await tables.userPools.get(poolId);
  if (pool === undefined) throw new ResourceNotFoundException(`User pool ${poolId} does not exist.`);
  return pool;
}

/** The app client, if it belongs to `poolId` where one is given; else Cognito's ResourceNotFoundException. */
export async function appClientOrThrow(
  tables: Pick<Tables, "appClients">,
  clientId: string,
  poolId?: string,
): Promise<AppClient> {
  const client = await tables.appClients.get(clientId);
  if (client === undefined || (poolId !== undefined && client.poolId !== poolId)) {
    throw new ResourceNotFoundException(`User pool client ${clientId} does not exist.`);
  }
  return client;
}

/** The app client of an unsigned call together with its pool. */
export async function clientAndPool(
  tables: Pick<Tables, "appClients">,
  clientId: string,
): Promise<{ client: AppClient; pool: UserPool }> {
  const found = await tables.appClients.withPool(clientId);
  if (found === undefined) throw new ResourceNotFoundException(`User pool client ${clientId} does not exist.`);
  return found;
}
