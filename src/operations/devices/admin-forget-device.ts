/**
 * AdminForgetDevice: a device of a user is no longer tracked; its refresh tokens die with it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminForgetDevice.html
 */
import { ownerOfName } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const adminForgetDevice = operation("AdminForgetDevice", async ({ store, devices }, input) => {
  await store.transaction(async (tx) => {
    const { user } = await ownerOfName(tx, input);
    await devices.forget(tx, user, input.DeviceKey);
  });
});
