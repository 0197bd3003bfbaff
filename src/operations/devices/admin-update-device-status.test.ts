import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminUpdateDeviceStatusCommand,
  type AdminUpdateDeviceStatusCommandInput,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { deviceScene, noDevice, notTracking } from "../../../test/devices.js";
import { makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const update = async (UserPoolId: string, input: Partial<AdminUpdateDeviceStatusCommandInput>) => {
  const { $metadata: _, ...answer } = await world.client.send(
    new AdminUpdateDeviceStatusCommand({
      UserPoolId,
      Username: "ann",
      DeviceKey: "us-east-1_0",
      DeviceRememberedStatus: "not_remembered",
      ...input,
    }),
  );
  return answer;
};

test("an administrator has a device remembered, and no longer", async () => {
  const scene = await deviceScene(world);
  const { DeviceKey } = await scene.device();
  const status = async () => (await scene.seen(DeviceKey)).attributes["dev:device_remembered_status"];
  assert.deepEqual(await update(scene.poolId, { DeviceKey }), {});
  assert.equal(await status(), "not_remembered");
  await update(scene.poolId, { DeviceKey, DeviceRememberedStatus: "remembered" });
  assert.equal(await status(), "remembered");
});

test("devices, names, status and pools are checked", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  const { DeviceKey } = await scene.device();
  await assert.rejects(update(scene.poolId, {}), noDevice);
  await assert.rejects(update(scene.poolId, { DeviceKey, Username: "bob" }), noDevice, "T-33");
  await assert.rejects(update(scene.poolId, { DeviceKey, Username: "nobody" }), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(update(scene.poolId, { DeviceKey, DeviceRememberedStatus: undefined }), {
    name: "InvalidParameterException",
    message: "Missing required parameter DeviceRememberedStatus",
  });
  await assert.rejects(update("us-east-1_Nowhere00", { DeviceKey }), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_Nowhere00 does not exist.",
  });
  assert.equal((await scene.seen(DeviceKey)).attributes["dev:device_remembered_status"], "remembered");
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(update(scene.poolId, { DeviceKey }), notTracking);
});
