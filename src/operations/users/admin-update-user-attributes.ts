/**
 * AdminUpdateUserAttributes: sets attributes and deletes those sent blank; new addresses that are not declared verified
 * may be sent a code. https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateUserAttributes.html
 */
import { changeAttributes } from "../../services/attribute-changes.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminUpdateUserAttributes = operation("AdminUpdateUserAttributes", async (dependencies, input) => {
  const pool = await userPoolOrThrow(dependencies.store, input.UserPoolId);
  const user = await userOrThrow(dependencies.store, pool, input.Username);
  await changeAttributes(dependencies, {
    pool,
    user,
    by: "admin",
    changes: input.UserAttributes,
    clientMetadata: input.ClientMetadata,
  });
  return {};
});
