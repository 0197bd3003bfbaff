/**
 * GetDevice: one remembered device of the signed-in user. A device that is not remembered is shown to administrators only.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetDevice.html
 */
import { describeDevice } from "../../domain/device/describe.js";
import { deviceDoesNotExist } from "../../domain/device/rules.js";
import { ownerOfToken } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const getDevice = operation("GetDevice", async ({ store, accessTokens, devices }, input) => {
  const { pool, user } = await ownerOfToken(accessTokens, input.AccessToken);
  const device = await devices.find(store, pool, user.sub, input.DeviceKey);
  if (device?.remembered !== true) throw deviceDoesNotExist();
  return { Device: describeDevice(device) };
});
