/** DescribeUserPool: the settings of a pool, read from the store every time. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPool.html */
import { describeUserPool as describe } from "../../domain/user-pool/describe.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { operation } from "../operation.js";

export const describeUserPool = operation("DescribeUserPool", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const [estimatedUsers, domains] = await Promise.all([
    store.userPools.estimatedUsers(pool.id),
    store.userPoolDomains.listOfPool(pool.id),
  ]);
  return { UserPool: describe(pool, { estimatedUsers, domains }) };
});
