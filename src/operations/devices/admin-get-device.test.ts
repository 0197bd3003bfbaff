import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminGetDeviceCommand, UpdateUserPoolCommand } from "../../../test/clients.js";
import { deviceScene, noDevice, notTracking, optIn } from "../../../test/devices.js";
import { makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const get = (UserPoolId: string, DeviceKey: string, Username = "ann") =>
  world.client.send(new AdminGetDeviceCommand({ UserPoolId, Username, DeviceKey }));

test("a device is shown whether remembered or not, by any name of its user", async () => {
  const scene = await deviceScene(world, optIn);
  const { sub } = await makeUser(world, scene.poolId, "bob");
  const { DeviceKey } = await scene.device("laptop", "bob");
  const { Device } = await get(scene.poolId, DeviceKey, sub);
  assert.equal(Device?.DeviceKey, DeviceKey);
  const values = Device?.DeviceAttributes?.map(({ Name, Value }) => [Name, Value]);
  assert.deepEqual(
    values?.filter(([name]) => name === "dev:device_owner" || name === "dev:device_remembered_status"),
    [
      ["dev:device_owner", `bob.${scene.poolId}`],
      ["dev:device_remembered_status", "not_remembered"],
    ],
  );
});

test("T-33 what is not there, or is another user's or pool's, is not found", async () => {
  const [scene, elsewhere] = [await deviceScene(world), await deviceScene(world)];
  await makeUser(world, scene.poolId, "bob");
  const { DeviceKey } = await scene.device();
  const unconfirmed = await scene.signIn();
  await assert.rejects(get(scene.poolId, unconfirmed.DeviceKey), noDevice);
  await assert.rejects(get(scene.poolId, DeviceKey, "bob"), noDevice);
  await assert.rejects(get(elsewhere.poolId, DeviceKey), noDevice);
  await assert.rejects(get(scene.poolId, DeviceKey, "nobody"), {
    name: "ResourceNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(get("us-east-1_Nowhere00", DeviceKey), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_Nowhere00 does not exist.",
  });
});

test("pools must track devices", async () => {
  const scene = await deviceScene(world);
  const { DeviceKey } = await scene.device();
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(get(scene.poolId, DeviceKey), notTracking);
  await assert.rejects(get(scene.poolId, "phone"), {
    name: "InvalidParameterException",
    message: /^1 validation error detected: Value 'phone' at 'deviceKey'/,
  });
});
