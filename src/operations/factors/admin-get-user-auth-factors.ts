/**
 * AdminGetUserAuthFactors: what a user can sign in with, and the second factors that are switched on.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUserAuthFactors.html
 */
import { userAuthFactorsView } from "../../domain/user/auth-factors.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { userOrThrow } from "../../services/directories/user-directory.js";
import { holdingsOf } from "../../services/factors/user-holdings.js";
import { operation } from "../operation.js";

export const adminGetUserAuthFactors = operation("AdminGetUserAuthFactors", async ({ store }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const user = await userOrThrow(store, pool, input.Username);
  return userAuthFactorsView(pool, user, await holdingsOf(store, user));
});
