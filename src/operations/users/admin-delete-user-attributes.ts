/** AdminDeleteUserAttributes: deletes attributes, set or not. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteUserAttributes.html */
import { deleteAttributes } from "../../services/attribute-changes.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminDeleteUserAttributes = operation("AdminDeleteUserAttributes", async (dependencies, input) => {
  const pool = await userPoolOrThrow(dependencies.store, input.UserPoolId);
  const user = await userOrThrow(dependencies.store, pool, input.Username);
  await deleteAttributes(dependencies, { pool, user, by: "admin", names: input.UserAttributeNames });
  return {};
});
