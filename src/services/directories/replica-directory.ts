/** Owns looking up the replicas of a pool, and the words when one is not there. */
import type { ReplicaDocument } from "../../domain/user-pool-replica.js";
import { ResourceNotFoundException } from "../../model/generated/exceptions.js";
import type { Tables } from "../../ports/store.js";
import type { PoolSetting } from "../../ports/tables/pool-settings.js";

/** The kind of setting that a replica is; its region is its id. */
export const replicaKind = "replica";

/** More than a pool may have. */
const everyReplica = 60;

type Replicas = Pick<Tables, "poolSettings">;

/** The secondary replica in that region, or Cognito's ResourceNotFoundException. */
export async function replicaOrThrow(
  tables: Replicas,
  poolId: string,
  region: string,
): Promise<PoolSetting<ReplicaDocument>> {
  const replica = await tables.poolSettings.get<ReplicaDocument>({ poolId, kind: replicaKind, id: region });
  if (replica === undefined) {
    throw new ResourceNotFoundException(`User pool ${poolId} does not have a replica in ${region}.`);
  }
  return replica;
}

/** Every secondary replica of the pool, by region. */
export async function replicasOf(tables: Replicas, poolId: string): Promise<readonly PoolSetting<ReplicaDocument>[]> {
  const page = await tables.poolSettings.page<ReplicaDocument>(poolId, replicaKind, { limit: everyReplica });
  return page.items;
}
