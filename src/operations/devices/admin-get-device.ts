/**
 * AdminGetDevice: one device of a user, remembered or not.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetDevice.html
 */
import { describeDeviceToAdmin } from "../../domain/device/describe.js";
import { deviceDoesNotExist } from "../../domain/device/rules.js";
import { readableOwner } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const adminGetDevice = operation("AdminGetDevice", async ({ store, devices }, input) => {
  const { pool, user } = await readableOwner(store, input);
  const device = await devices.find(store, pool, user.sub, input.DeviceKey);
  if (device === undefined) throw deviceDoesNotExist();
  return { Device: describeDeviceToAdmin(pool, user, device) };
});
