/** DeleteUserPoolReplica: removes an inactive replica. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPoolReplica.html */
import { checkDeletable, checkSecondary, describeReplica } from "../../domain/user-pool-replica.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { replicaKind, replicaOrThrow } from "../../services/directories/replica-directory.js";
import { operation } from "../operation.js";

export const deleteUserPoolReplica = operation("DeleteUserPoolReplica", async ({ store }, input) =>
  store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    checkSecondary(pool, input.RegionName);
    const { id, document } = await replicaOrThrow(tx, pool.id, input.RegionName);
    checkDeletable(document, id);
    await tx.poolSettings.delete({ poolId: pool.id, kind: replicaKind, id });
    return { UserPoolReplica: describeReplica(pool, id, "DELETING") };
  }),
);
