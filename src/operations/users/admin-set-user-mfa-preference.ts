/**
 * AdminSetUserMFAPreference: which second factors a user has switched on, and which is asked for first.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html
 */
import { mfaPreference } from "../../domain/mfa-preference.js";
import { availableMfaFactors, mfaConfiguration } from "../../domain/user-pool/in-force.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { updateUser, userOrThrow } from "../../services/user-directory.js";
import { operation } from "../operation.js";

export const adminSetUserMFAPreference = operation("AdminSetUserMFAPreference", async ({ store, clock }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await userOrThrow(tx, pool, input.Username);
    const mfa = mfaPreference(input, {
      by: "admin",
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
