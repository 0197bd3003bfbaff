/**
 * ListDevices: the remembered devices of the signed-in user, page by page.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html
 */
import { describeDevice } from "../../domain/device/describe.js";
import { deviceListing } from "../../services/factors/device-listing.js";
import { ownerOfToken } from "../../services/factors/device-owner.js";
import { operation } from "../operation.js";

export const listDevices = operation("ListDevices", async ({ store, accessTokens, paging, request }, input) => {
  const { user } = await ownerOfToken(accessTokens, input.AccessToken);
  const { requestId } = request;
  return deviceListing(
    { store, paging },
    { operation: "ListDevices", requestId, owner: user, which: "remembered", describe: describeDevice },
    input,
  );
});
