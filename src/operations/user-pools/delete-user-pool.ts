/** DeleteUserPool: the pool with everything in it, unless it is protected or has a domain. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserPool.html */
import { isDeletionProtected } from "../../domain/user-pool/in-force.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { refuseDuringImport } from "../../services/user-import/user-import-jobs.js";
import { operation } from "../operation.js";

export const deleteUserPool = operation("DeleteUserPool", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    await refuseDuringImport(tx, pool.id);
    if (isDeletionProtected(pool)) {
      throw new InvalidParameterException(
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
      );
    }
    if ((await tx.userPoolDomains.listOfPool(pool.id)).length > 0) {
      throw new InvalidParameterException(
        "User pool cannot be deleted. It has a domain configured that should be deleted first.",
      );
    }
    await tx.userPools.delete(pool.id);
  });
});
