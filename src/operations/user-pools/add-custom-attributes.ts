/** AddCustomAttributes: more attributes for a pool's schema, all of them or none. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AddCustomAttributes.html */
import { withCustomAttributes } from "../../domain/user-pool/schema.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { refuseDuringImport } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

export const addCustomAttributes = operation("AddCustomAttributes", async ({ store, clock }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    await refuseDuringImport(tx, pool.id);
    const schema = withCustomAttributes(pool.schema, input.CustomAttributes);
    await tx.userPools.update({ ...pool, schema, modifiedAt: clock.now() });
  });
  return {};
});
