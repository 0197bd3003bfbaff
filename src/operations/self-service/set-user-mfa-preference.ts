/**
 * SetUserMFAPreference: which second factors the signed-in user has switched on, and which is asked for first.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
 */
import { currentUser } from "../../services/current-user.js";
import { changeMfaPreference } from "../../services/factors/mfa-preferences.js";
import { operation } from "../operation.js";

export const setUserMFAPreference = operation("SetUserMFAPreference", async ({ store, clock, accessTokens }, input) => {
  const { user: signedIn, pool } = await accessTokens.authorise(input.AccessToken);
  await store.transaction(async (tx) => {
    const user = await currentUser(tx, signedIn);
    await changeMfaPreference(tx, pool, user, input, { by: "user", now: clock.now() });
  });
  return {};
});
