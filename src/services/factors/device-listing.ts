/** Owns the pages of a user's devices. Who asks decides which of them are shown and how much of each. */
import type { Device } from "../../domain/device.js";
import type { DeviceType, ListDevicesResponse } from "../../model/generated/types.js";
import type { Store } from "../../ports/store.js";
import type { Paging } from "../paging.js";

/** One listing of a user's devices. */
export interface DeviceListing {
  readonly operation: "ListDevices" | "AdminListDevices";
  readonly requestId: string;
  readonly owner: { readonly poolId: string; readonly sub: string };
  readonly which: "all" | "remembered";
  readonly describe: (device: Device) => DeviceType;
}

const longestPage = 60;

/** The page that was asked for. A limit of nought is none. */
export async function deviceListing(
  { store, paging }: { readonly store: Pick<Store, "devices">; readonly paging: Paging },
  { operation, requestId, owner, which, describe }: DeviceListing,
  {
    Limit,
    PaginationToken: token,
  }: { readonly Limit?: number | undefined; readonly PaginationToken?: string | undefined },
): Promise<ListDevicesResponse> {
  const listing = { operation, poolId: owner.poolId, filter: owner.sub };
  const asked = paging.request(listing, { token, limit: Limit || longestPage, requestId });
  const page = await store.devices.page(owner.poolId, owner.sub, which, asked);
  const PaginationToken = paging.token(listing, page.next);
  return { Devices: page.items.map(describe), ...(PaginationToken === undefined ? {} : { PaginationToken }) };
}
