/**
 * DeleteUser: the signed-in user goes, with everything that belongs to the user.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUser.html
 */
import { operation } from "../operation.js";

export const deleteUser = operation("DeleteUser", async ({ store, accessTokens }, input) => {
  const { user, pool } = await accessTokens.authorise(input.AccessToken);
  await store.users.delete(pool.id, user.sub);
});
