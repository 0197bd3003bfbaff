/**
 * DeleteUserAttributes: the signed-in user removes attributes that the app client may write.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DeleteUserAttributes.html
 */
import { writeAttributes } from "../../domain/app-client/in-force.js";
import { deleteAttributes } from "../../services/attribute-changes.js";
import { operation } from "../operation.js";

export const deleteUserAttributes = operation("DeleteUserAttributes", async (dependencies, input) => {
  const { user, pool, client } = await dependencies.accessTokens.authorise(input.AccessToken);
  const writable = writeAttributes(client, pool);
  await deleteAttributes(dependencies, { pool, user, by: "user", names: input.UserAttributeNames, writable });
  return {};
});
