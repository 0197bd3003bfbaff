/**
 * AdminDeleteSoftwareToken: takes a user's software token away, and what the user preferred about it, as when the device is
 * lost; other factors stay.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html
 */
import { withoutFactor } from "../../domain/user/mfa-preference.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { namedUser } from "../../services/current-user.js";
import { updateUser } from "../../services/directories/user-directory.js";
import { createSoftwareTokens } from "../../services/factors/software-tokens.js";
import { operation } from "../operation.js";

export const adminDeleteSoftwareToken = operation(
  "AdminDeleteSoftwareToken",
  async ({ store, clock, random }, input) => {
    await store.transaction(async (tx) => {
      const pool = await userPoolOrThrow(tx, input.UserPoolId);
      const user = await namedUser(tx, pool, input.Username);
      await createSoftwareTokens({ clock, random }).remove(tx, pool.id, user.sub);
      const mfa = withoutFactor(user.mfa, "SOFTWARE_TOKEN_MFA");
      await updateUser(tx, pool, { ...user, mfa, modifiedAt: clock.now() });
    });
    return {};
  },
);
