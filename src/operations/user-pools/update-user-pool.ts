/** UpdateUserPool: new settings; what is omitted is kept or reset, member by member. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html */
import { checkChangedPool } from "../../domain/user-pool/check-settings.js";
import { withUpdatedSettings } from "../../domain/user-pool/update-settings.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { refuseDuringImport } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

export const updateUserPool = operation("UpdateUserPool", async ({ store, clock, rules }, input) => {
  await store.transaction(async (tx) => {
    const pool = withUpdatedSettings(await userPoolOrThrow(tx, input.UserPoolId), input, clock.now());
    await refuseDuringImport(tx, pool.id);
    checkChangedPool(pool, input, rules.strictArns);
    await tx.userPools.update(pool);
  });
  return {};
});
