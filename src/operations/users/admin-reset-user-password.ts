/**
 * AdminResetUserPassword: bars the password and sends the user a code to set another one.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminResetUserPassword.html
 */
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { beginPasswordReset } from "../../services/password-reset.js";
import { operation } from "../operation.js";

export const adminResetUserPassword = operation("AdminResetUserPassword", async (dependencies, input) => {
  const { store, request } = dependencies;
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const user = await userOrThrow(store, pool, input.Username);
  await beginPasswordReset(dependencies, {
    pool,
    user,
    by: "admin",
    clientMetadata: input.ClientMetadata,
    origin: request,
  });
  return {};
});
