import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceConfigurationType } from "../../model/generated/types.js";
import {
  devicesReplaceSecondFactor,
  remembersOnlyWhenAsked,
  requireDeviceTracking,
  tracksDevices,
} from "./device-configuration.js";

const rows: readonly [DeviceConfigurationType | undefined, tracks: boolean, asks: boolean, replaces: boolean][] = [
  [undefined, false, false, false],
  [{}, false, false, false],
  [{ ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false }, true, false, false],
  [{ ChallengeRequiredOnNewDevice: true }, true, false, true],
  [{ DeviceOnlyRememberedOnUserPrompt: true }, true, true, false],
  [{ ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true }, true, true, true],
];

for (const [configuration, ...expected] of rows) {
  test(`in force: ${JSON.stringify(configuration)}`, () => {
    const pool = { settings: configuration === undefined ? {} : { DeviceConfiguration: configuration } };
    assert.deepEqual([tracksDevices(pool), remembersOnlyWhenAsked(pool), devicesReplaceSecondFactor(pool)], expected);
    if (expected[0]) requireDeviceTracking(pool);
    else assert.throws(() => requireDeviceTracking(pool), { name: "InvalidUserPoolConfigurationException" });
  });
}
