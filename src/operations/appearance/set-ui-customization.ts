/**
 * SetUICustomization: replaces sheet and logo of the classic pages, together; with neither, removes them.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUICustomization.html
 */
import { describeUiCustomization, uiCustomization } from "../../domain/appearance/ui-customization.js";
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { putPoolSetting, settingOwner } from "../../services/directories/pool-settings.js";
import { operation } from "../operation.js";

export const setUICustomization = operation("SetUICustomization", async ({ store, clock, rules }, input) => {
  const customization = uiCustomization(input, clock.now());
  const setting = await store.transaction(async (tx) => {
    const pool = await userPoolOrThrow(tx, input.UserPoolId);
    const owner = await settingOwner(tx, pool.id, input.ClientId);
    const key = { poolId: pool.id, kind: "ui-customization", ...owner } as const;
    if (customization === undefined) {
      // Also without a domain: whoever took the domain away first could otherwise never clean up.
      await tx.poolSettings.delete(key);
      return undefined;
    }
    if ((await tx.userPoolDomains.listOfPool(pool.id)).length === 0) {
      throw new InvalidParameterException("A domain must be associated with this user pool.");
    }
    return putPoolSetting(tx, key, customization, clock.now());
  });
  return { UICustomization: describeUiCustomization(setting, rules.publicUrl) };
});
