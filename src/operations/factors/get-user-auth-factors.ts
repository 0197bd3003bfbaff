/**
 * GetUserAuthFactors: what the signed-in user can sign in with, and the second factors that are switched on.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUserAuthFactors.html
 */
import { userAuthFactorsView } from "../../domain/user/auth-factors.js";
import { holdingsOf } from "../../services/factors/user-holdings.js";
import { operation } from "../operation.js";

export const getUserAuthFactors = operation("GetUserAuthFactors", async ({ store, accessTokens }, input) => {
  const { user, pool } = await accessTokens.authorise(input.AccessToken);
  return userAuthFactorsView(pool, user, await holdingsOf(store, user));
});
