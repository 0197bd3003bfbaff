/**
 * ConfirmDevice: the user's application has kept the key that came with the tokens, and hands over what the device will
 * prove itself by. From now on it is tracked.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmDevice.html
 */
import { confirmedDevice } from "../../domain/device/rules.js";
import { remembersOnlyWhenAsked } from "../../domain/user-pool/device-configuration.js";
import { currentUser } from "../../services/current-user.js";
import { ownerOfToken } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const confirmDevice = operation(
  "ConfirmDevice",
  async ({ store, accessTokens, devices, clock, request: { ipAddress } }, input) => {
    const { pool, user, session } = await ownerOfToken(accessTokens, input.AccessToken);
    const device = confirmedDevice(pool, session, input, { now: clock.now(), ipAddress });
    await store.transaction(async (tx) => {
      await currentUser(tx, user);
      await devices.confirm(tx, device);
    });
    return { UserConfirmationNecessary: remembersOnlyWhenAsked(pool) };
  },
);
