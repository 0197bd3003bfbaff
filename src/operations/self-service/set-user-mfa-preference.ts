/**
 * SetUserMFAPreference: which second factors the signed-in user has switched on, and which is asked for first.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserMFAPreference.html
 */
import { mfaPreference } from "../../domain/mfa-preference.js";
import { availableMfaFactors, mfaConfiguration } from "../../domain/user-pool/in-force.js";
import { currentUser } from "../../services/current-user.js";
import { updateUser } from "../../services/user-directory.js";
import { operation } from "../operation.js";

export const setUserMFAPreference = operation("SetUserMFAPreference", async ({ store, clock, accessTokens }, input) => {
  const { user: signedIn, pool } = await accessTokens.authorise(input.AccessToken);
  await store.transaction(async (tx) => {
    const user = await currentUser(tx, signedIn);
    const mfa = mfaPreference(input, {
      by: "user",
      current: user.mfa,
      attributes: user.attributes,
      // No user can prove a software token yet: AssociateSoftwareToken is not available in this version.
      hasSoftwareToken: false,
      poolMfa: { configuration: mfaConfiguration(pool), factors: availableMfaFactors(pool) },
    });
    await updateUser(tx, pool, { ...user, mfa, modifiedAt: clock.now() });
  });
  return {};
});
