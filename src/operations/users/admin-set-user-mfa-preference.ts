/**
 * AdminSetUserMFAPreference: which second factors a user has switched on, and which is asked for first.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html
 */
import { userPoolOrThrow } from "../../services/configuration.js";
import { namedUser } from "../../services/current-user.js";
import { changeMfaPreference } from "../../services/factors/mfa-preferences.js";
import { operation } from "../operation.js";

export const adminSetUserMFAPreference = operation("AdminSetUserMFAPreference", async ({ store, clock }, input) => {
  await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const user = await namedUser(tx, pool, input.Username);
    await changeMfaPreference(tx, pool, user, input, { by: "admin", now: clock.now() });
  });
  return {};
});
