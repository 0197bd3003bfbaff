/**
 * GetUICustomization: sheet and logo of the classic pages for a client, or what every client without its own has.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetUICustomization.html
 */
import { describeUiCustomization, type UiCustomization } from "../../domain/appearance/ui-customization.js";
import { userPoolOrThrow } from "../../services/configuration.js";
import { everyClient, settingOwner } from "../../services/directories/pool-settings.js";
import { operation } from "../operation.js";

export const getUICustomization = operation("GetUICustomization", async ({ store, rules }, input) => {
  const pool = await userPoolOrThrow(store, input.UserPoolId);
  const { id } = await settingOwner(store, pool.id, input.ClientId);
  const of = (owner: string) =>
    store.poolSettings.get<UiCustomization>({ poolId: pool.id, kind: "ui-customization", id: owner });
  const setting = (await of(id)) ?? (id === everyClient ? undefined : await of(everyClient));
  return { UICustomization: describeUiCustomization(setting, rules.publicUrl) };
});
