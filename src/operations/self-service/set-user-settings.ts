/**
 * SetUserSettings: the older way of the signed-in user to switch on second factors by SMS.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserSettings.html
 */
import { legacyMfaOptions } from "../../domain/user/mfa-preference.js";
import { currentUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const setUserSettings = operation("SetUserSettings", async ({ store, clock, accessTokens }, input) => {
  const { user: signedIn, pool } = await accessTokens.authorise(input.AccessToken);
  await store.transaction(async (tx) => {
    const user = await currentUser(tx, signedIn);
    const mfa = legacyMfaOptions(input.MFAOptions, user.mfa, user.attributes);
    await updateUser(tx, pool, { ...user, mfa, modifiedAt: clock.now() });
  });
  return {};
});
