/**
 * UpdateDeviceStatus: the signed-in user has a device remembered, or not any more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateDeviceStatus.html
 */
import { isRememberedStatus } from "../../domain/device/rules.js";
import { ownerOfToken } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const updateDeviceStatus = operation("UpdateDeviceStatus", async ({ store, accessTokens, devices }, input) => {
  const { user } = await ownerOfToken(accessTokens, input.AccessToken);
  const remembered = isRememberedStatus(input.DeviceRememberedStatus);
  await store.transaction((tx) => devices.setRemembered(tx, user, input.DeviceKey, remembered));
  return {};
});
