/** Port: devices that users have confirmed; what they prove themselves by is sealed at rest, bound to pool, user and key. */
import type { Device } from "../../domain/device.js";
import type { Page, PageRequest } from "../store.js";

export interface Devices {
  get(poolId: string, sub: string, deviceKey: string): Promise<Device | undefined>;
  /** Fails with AlreadyExists when the user has a device of that key. */
  insert(device: Device): Promise<void>;
  /** Sets whether it is remembered. False when there is no such device. */
  setRemembered(poolId: string, sub: string, deviceKey: string, remembered: boolean, at: number): Promise<boolean>;
  /** Notes a sign-in from the device; an earlier one than is noted changes nothing. False when there is no such device. */
  setAuthenticated(poolId: string, sub: string, deviceKey: string, at: number, ipAddress: string): Promise<boolean>;
  /** One winner: true for whoever removed it. */
  delete(poolId: string, sub: string, deviceKey: string): Promise<boolean>;
  /** Removes a bounded number of those unused for longest beyond the `kept` ones used last. */
  deleteBeyond(poolId: string, sub: string, kept: number): Promise<void>;
  /** Devices of one user in order of their keys, all or the remembered ones. */
  page(poolId: string, sub: string, which: "all" | "remembered", request: PageRequest): Promise<Page<Device>>;
}
