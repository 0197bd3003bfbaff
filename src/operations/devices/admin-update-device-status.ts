/**
 * AdminUpdateDeviceStatus: an administrator has a device of a user remembered, or not any more.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUpdateDeviceStatus.html
 */
import { isRememberedStatus } from "../../domain/device/rules.js";
import { ownerOfName } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const adminUpdateDeviceStatus = operation("AdminUpdateDeviceStatus", async ({ store, devices }, input) => {
  await store.transaction(async (tx) => {
    const { user } = await ownerOfName(tx, input);
    await devices.setRemembered(tx, user, input.DeviceKey, isRememberedStatus(input.DeviceRememberedStatus));
  });
  return {};
});
