/** Owns what is in force of a pool's DeviceConfiguration. What follows for one device is `domain/device/rules.ts`. */
import { InvalidUserPoolConfigurationException } from "../../model/generated/exceptions.js";
import type { UserPool } from "../user-pool.js";

type Settings = Pick<UserPool, "settings">;

/** Whether devices are tracked. Any value of either member switches it on, also false (API reference). */
export function tracksDevices({ settings }: Settings): boolean {
  const { ChallengeRequiredOnNewDevice, DeviceOnlyRememberedOnUserPrompt } = settings.DeviceConfiguration ?? {};
  return ChallengeRequiredOnNewDevice !== undefined || DeviceOnlyRememberedOnUserPrompt !== undefined;
}

/** Whether a confirmed device is remembered only after UpdateDeviceStatus says so. */
export function remembersOnlyWhenAsked({ settings }: Settings): boolean {
  return settings.DeviceConfiguration?.DeviceOnlyRememberedOnUserPrompt === true;
}

/** Whether the proof of a remembered device stands for the second factor. */
export function devicesReplaceSecondFactor({ settings }: Settings): boolean {
  return settings.DeviceConfiguration?.ChallengeRequiredOnNewDevice === true;
}

/** Refuses every operation on devices in a pool that tracks none. */
export function requireDeviceTracking(pool: Settings): void {
  if (!tracksDevices(pool)) {
    throw new InvalidUserPoolConfigurationException("User pool is not configured to remember devices.");
  }
}
