/** CreateUserPool: a new, empty user pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
import { checkNewPool } from "../../domain/user-pool/check-settings.js";
import { describeUserPool } from "../../domain/user-pool/describe.js";
import { newUserPool, newUserPoolId } from "../../domain/user-pool/new-user-pool.js";
import { operation } from "../operation.js";

export const createUserPool = operation("CreateUserPool", async ({ store, clock, random, rules, request }, input) => {
  const { region, accountId } = request;
  const id = newUserPoolId(region, (alphabet, count) => random.text(alphabet, count));
  const pool = newUserPool(input, { id, region, accountId, now: clock.now() });
  checkNewPool(pool, input, rules.strictArns);
  await store.transaction((tx) => tx.userPools.insert(pool));
  return { UserPool: describeUserPool(pool, { estimatedUsers: 0, domains: [] }) };
});
