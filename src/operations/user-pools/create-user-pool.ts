/** CreateUserPool: a new, empty user pool. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html */
import { askedPoolId, idIsTaken } from "../../domain/asked-id.js";
import { checkNewPool } from "../../domain/user-pool/check-settings.js";
import { describeUserPool } from "../../domain/user-pool/describe.js";
import { newUserPool, newUserPoolId } from "../../domain/user-pool/new-user-pool.js";
import { AlreadyExists } from "../../ports/store.js";
import { operation } from "../operation.js";

export const createUserPool = operation("CreateUserPool", async ({ store, clock, random, rules, request }, input) => {
  const { region, accountId } = request;
  const asked = askedPoolId(request.askedId, input.UserPoolTags, region);
  const id = asked ?? newUserPoolId(region, (alphabet, count) => random.text(alphabet, count));
  const pool = newUserPool(input, { id, region, accountId, now: clock.now() });
  checkNewPool(pool, input, rules.strictArns);
  try {
    await store.transaction((tx) => tx.userPools.insert(pool));
  } catch (error) {
    throw asked !== undefined && error instanceof AlreadyExists ? idIsTaken(asked) : error;
  }
  return { UserPool: describeUserPool(pool, { estimatedUsers: 0, domains: [] }) };
});
