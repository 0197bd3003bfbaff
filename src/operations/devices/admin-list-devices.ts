/**
 * AdminListDevices: the devices of a user, remembered or not, page by page.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html
 */
import { describeDeviceToAdmin } from "../../domain/device/describe.js";
import { deviceListing } from "../../services/factors/device-listing.js";
import { readableOwner } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const adminListDevices = operation("AdminListDevices", async ({ store, paging, request }, input) => {
  const { pool, user } = await readableOwner(store, input);
  return deviceListing(
    { store, paging },
    {
      operation: "AdminListDevices",
      requestId: request.requestId,
      owner: user,
      which: "all",
      describe: (device) => describeDeviceToAdmin(pool, user, device),
    },
    input,
  );
});
