/** UpdateUserPoolReplica: activates or deactivates a replica. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPoolReplica.html */
import { checkSecondary, describeReplica } from "../../domain/user-pool-replica.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { replicaOrThrow } from "../../services/directories/replica-directory.js";
import { operation } from "../operation.js";

export const updateUserPoolReplica = operation("UpdateUserPoolReplica", async ({ store, clock }, input) =>
  store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    checkSecondary(pool, input.RegionName);
    const replica = await replicaOrThrow(tx, pool.id, input.RegionName);
    const document = { ...replica.document, status: input.Status };
    await tx.poolSettings.update({ ...replica, document, modifiedAt: clock.now() });
    return { UserPoolReplica: describeReplica(pool, replica.id, input.Status) };
  }),
);
