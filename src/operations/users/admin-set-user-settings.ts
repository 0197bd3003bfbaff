/**
 * AdminSetUserSettings: the older way to switch on second factors by SMS.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserSettings.html
 */
import { legacyMfaOptions } from "../../domain/user/mfa-preference.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { namedUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { operation } from "../operation.js";

export const adminSetUserSettings = operation("AdminSetUserSettings", async ({ store, clock }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await namedUser(tx, pool, input.Username);
    const mfa = legacyMfaOptions(input.MFAOptions, user.mfa, user.attributes);
    await updateUser(tx, pool, { ...user, mfa, modifiedAt: clock.now() });
  });
  return {};
});
