/** ListUserPoolReplicas: the pool itself and its replicas, by region. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolReplicas.html */
import { describePrimary, describeReplica } from "../../domain/user-pool-replica.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { replicasOf } from "../../services/directories/replica-directory.js";
import { operation } from "../operation.js";

export const listUserPoolReplicas = operation("ListUserPoolReplicas", async ({ store, paging, request }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  // All fit on one page, so nobody was ever given a token.
  const listing = { operation: "ListUserPoolReplicas", poolId: pool.id };
  paging.request(listing, { token: input.NextToken, limit: 1, requestId: request.requestId });
  const secondary = (await replicasOf(store, pool.id)).map(({ id, document }) =>
    describeReplica(pool, id, document.status),
  );
  const byRegion = [describePrimary(pool), ...secondary].sort((a, b) => (a.RegionName! < b.RegionName! ? -1 : 1));
  return { UserPoolReplicas: byRegion };
});
