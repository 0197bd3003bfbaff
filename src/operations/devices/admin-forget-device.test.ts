import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminForgetDeviceCommand, GetDeviceCommand, UpdateUserPoolCommand } from "../../../test/clients.js";
import { deviceScene, noDevice, notTracking } from "../../../test/devices.js";
import { makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const forget = async (UserPoolId: string, DeviceKey: string, Username = "ann") => {
  const { $metadata: _, ...answer } = await world.client.send(
    new AdminForgetDeviceCommand({ UserPoolId, Username, DeviceKey }),
  );
  return answer;
};

test("T-27 a device that an administrator forgets is gone at once", async () => {
  const scene = await deviceScene(world);
  const { AccessToken, DeviceKey } = await scene.device();
  assert.deepEqual(await forget(scene.poolId, DeviceKey), {});
  await assert.rejects(world.client.send(new GetDeviceCommand({ AccessToken, DeviceKey })), noDevice);
  await assert.rejects(forget(scene.poolId, DeviceKey), noDevice);
});

test("of several at once one forgets", async () => {
  const scene = await deviceScene(world);
  const { DeviceKey } = await scene.device();
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => forget(scene.poolId, DeviceKey)));
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
});

test("names and pools are checked, and a device is of one user only", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  const { DeviceKey } = await scene.device();
  await assert.rejects(forget(scene.poolId, DeviceKey, "bob"), noDevice);
  await assert.rejects(forget(scene.poolId, DeviceKey, "nobody"), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(forget("us-east-1_Nowhere00", DeviceKey), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_Nowhere00 does not exist.",
  });
  await assert.rejects(forget(scene.poolId, "phone"), { name: "InvalidParameterException" });
  assert.ok(await scene.seen(DeviceKey));
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(forget(scene.poolId, DeviceKey), notTracking);
});
