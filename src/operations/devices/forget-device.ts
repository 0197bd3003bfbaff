/**
 * ForgetDevice: a device of the signed-in user is no longer tracked; its refresh tokens die with it.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ForgetDevice.html
 */
import { ownerOfToken } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const forgetDevice = operation("ForgetDevice", async ({ store, accessTokens, devices }, input) => {
  const { user } = await ownerOfToken(accessTokens, input.AccessToken);
  await store.transaction((tx) => devices.forget(tx, user, input.DeviceKey));
});
