/** device_configuration: kept and shown, and what it does to the devices of a pool's users. */
import assert from "node:assert/strict";
import { challengePool, everyFactor } from "../../challenges.js";
import { confirm, deviceScene, newDevice } from "../../devices.js";
import { password, type Scene } from "../scene.js";
import { type SourceRow, statement } from "../source-row.js";
import { echo, poolRow } from "./pool-row.js";

/** What a sign-in is asked that names a remembered device, in a pool that demands a second factor. */
async function askedOnRememberedDevice(
  { world }: Scene,
  DeviceConfiguration: { ChallengeRequiredOnNewDevice?: boolean | undefined },
) {
  const pool = await challengePool(world, {
    pool: { DeviceConfiguration },
    mfa: { ...everyFactor, MfaConfiguration: "ON" },
  });
  const UserAttributes = [
    { Name: "phone_number", Value: "+15555550100" },
    { Name: "phone_number_verified", Value: "true" },
  ];
  await pool.user("ann", { attributes: UserAttributes });
  const onNew = await pool.password("ann");
  const SMS_MFA_CODE = await pool.lastCode();
  const { device } = await confirm(
    world,
    newDevice(await pool.respond("SMS_MFA", onNew.Session, { USERNAME: "ann", SMS_MFA_CODE })),
  );
  const parameters = { USERNAME: "ann", PASSWORD: password, DEVICE_KEY: device.DeviceKey };
  const onKnown = await pool.begin("USER_PASSWORD_AUTH", parameters);
  return [onNew.ChallengeName, onKnown.ChallengeName];
}

export const poolDevices: readonly SourceRow[] = [
  echo("S1-31", "device_configuration.challenge_required_on_new_device: true", {
    DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
  }),
  echo("S1-33", 'device_only_remembered_on_user_prompt: false is "Always"', {
    DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: false },
  }),
  echo("S1-34", 'device_only_remembered_on_user_prompt: true is "User Opt In"', {
    DeviceConfiguration: { DeviceOnlyRememberedOnUserPrompt: true },
  }),
  statement(
    "S1-33",
    "device_configuration: two arguments that are false arrive as an empty block, which stays",
    async (scene) => {
      const state = await scene.pools.create({ DeviceConfiguration: {} });
      assert.ok(state.pool.DeviceConfiguration);
      assert.ok(
        (await scene.pools.update(state, { DeviceConfiguration: {}, UserPoolTags: { a: "b" } })).pool
          .DeviceConfiguration,
      );
    },
  ),
  statement("S1-35", 'device_configuration: no block is "No"', async ({ pools }) => {
    const state = await pools.create({ DeviceConfiguration: { ChallengeRequiredOnNewDevice: true } });
    assert.equal((await pools.update(state, {})).pool.DeviceConfiguration, undefined);
  }),
  poolRow(
    "S1-31 S1-32",
    "challenge_required_on_new_device: true asks for the second factor on new devices only",
    { DeviceConfiguration: { ChallengeRequiredOnNewDevice: true } },
    async (scene, { DeviceConfiguration }) => {
      assert.deepEqual(await askedOnRememberedDevice(scene, { ...DeviceConfiguration }), [
        "SMS_MFA",
        "DEVICE_SRP_AUTH",
      ]);
    },
  ),
  statement("S1-32", "challenge_required_on_new_device: false asks for it on every device", async (scene) => {
    const asked = await askedOnRememberedDevice(scene, { ChallengeRequiredOnNewDevice: false });
    assert.deepEqual(asked, ["SMS_MFA", "SMS_MFA"]);
  }),
  ...(
    [
      ["S1-33", false, "remembered"],
      ["S1-34", true, "not_remembered"],
    ] as const
  ).map(([id, DeviceOnlyRememberedOnUserPrompt, status]) =>
    statement(
      id,
      `device_only_remembered_on_user_prompt: ${DeviceOnlyRememberedOnUserPrompt} leaves a confirmed device ${status}`,
      async ({ world }) => {
        const scene = await deviceScene(world, { DeviceOnlyRememberedOnUserPrompt });
        const { DeviceKey } = await scene.device();
        assert.equal((await scene.seen(DeviceKey)).attributes["dev:device_remembered_status"], status);
      },
    ),
  ),
  statement(
    "S1-35",
    "device_configuration: without a block nobody is told a device",
    async ({ pools, users, signIn }) => {
      const { id } = await pools.create({});
      await users.create(id, "ann", { password, message_action: "SUPPRESS" });
      const { AuthenticationResult } = await signIn(id, "ann", password);
      assert.ok(AuthenticationResult?.AccessToken);
      assert.equal(AuthenticationResult.NewDeviceMetadata, undefined);
    },
  ),
];
