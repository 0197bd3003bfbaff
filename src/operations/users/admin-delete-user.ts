/** AdminDeleteUser: the user and everything that belongs to the user. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUser.html */
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminDeleteUser = operation("AdminDeleteUser", async ({ store }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await userOrThrow(tx, pool, input.Username);
    await tx.users.delete(pool.id, user.sub);
  });
});
