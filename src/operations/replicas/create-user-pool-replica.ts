/** CreateUserPoolReplica: records a replica of a pool in another region, inactive at first. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolReplica.html */

import { tagProblem } from "../../domain/user-pool/tags.js";
import { requireFeature } from "../../domain/user-pool/tier-limits.js";
import {
  checkNewReplica,
  describeReplica,
  newReplicaDocument,
  type ReplicaDocument,
} from "../../domain/user-pool-replica.js";
import { UserPoolTaggingException } from "../../model/generated/exceptions.js";
import type { PoolSetting } from "../../ports/tables/pool-settings.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { replicaKind, replicasOf } from "../../services/directories/replica-directory.js";
import { beginAgainIfTaken } from "../../services/lost-races.js";
import { operation } from "../operation.js";

export const createUserPoolReplica = operation("CreateUserPoolReplica", async ({ store, clock }, input) => {
  const now = clock.now();
  const problem = tagProblem(input.UserPoolTags ?? {});
  if (problem !== undefined) throw new UserPoolTaggingException(problem);
  const replica: PoolSetting<ReplicaDocument> = {
    poolId: input.UserPoolId,
    kind: replicaKind,
    id: input.RegionName,
    // One of them wins when two are made at the same time.
    claim: "secondary",
    version: 1,
    document: newReplicaDocument(input.UserPoolTags),
    createdAt: now,
    modifiedAt: now,
  };
  const pool = await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    requireFeature(pool, "Multi-Region Replication", ["LITE"]);
    const existing = await replicasOf(tx, pool.id);
    checkNewReplica(
      pool,
      replica.id,
      existing.map(({ id }) => id),
    );
    await beginAgainIfTaken(tx.poolSettings.insert(replica));
    return pool;
  });
  // It is made by now; callers expect to wait for it all the same, and find it at once.
  return { UserPoolReplica: describeReplica(pool, replica.id, "CREATING") };
});
