import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  ForgetDeviceCommand,
  type ForgetDeviceCommandInput,
  ListDevicesCommand,
  UpdateDeviceStatusCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { deviceScene, noDevice, notTracking, optIn } from "../../../test/devices.js";
import { makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const forget = async (input: ForgetDeviceCommandInput) => {
  const { $metadata: _, ...answer } = await world.client.send(new ForgetDeviceCommand(input));
  return answer;
};
test("T-27 a device is forgotten at once, from any device of the user", async () => {
  const scene = await deviceScene(world);
  const [phone, laptop] = [await scene.device("phone"), await scene.device("laptop")];
  assert.deepEqual(await forget({ AccessToken: laptop.AccessToken, DeviceKey: phone.DeviceKey }), {});
  await assert.rejects(scene.seen(phone.DeviceKey), noDevice);
  assert.ok(await scene.seen(laptop.DeviceKey));
  await assert.rejects(forget({ AccessToken: laptop.AccessToken, DeviceKey: phone.DeviceKey }), noDevice);
});

test("the access token outlives its device, which then has no status", async () => {
  const scene = await deviceScene(world);
  const { AccessToken, DeviceKey } = await scene.device();
  await forget({ AccessToken, DeviceKey });
  const { Devices } = await world.client.send(new ListDevicesCommand({ AccessToken }));
  assert.deepEqual(Devices, []);
  await assert.rejects(
    world.client.send(new UpdateDeviceStatusCommand({ AccessToken, DeviceKey, DeviceRememberedStatus: "remembered" })),
    noDevice,
  );
});

test("a device that is tracked but not remembered can be forgotten", async () => {
  const scene = await deviceScene(world, optIn);
  const { AccessToken, DeviceKey } = await scene.device();
  await forget({ AccessToken, DeviceKey });
  await assert.rejects(scene.seen(DeviceKey), noDevice);
});

test("T-33 nobody forgets the device of somebody else", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  const [anns, bobs] = [await scene.device(), await scene.device("b", "bob")];
  await assert.rejects(forget({ AccessToken: bobs.AccessToken, DeviceKey: anns.DeviceKey }), noDevice);
  assert.ok(await scene.seen(anns.DeviceKey));
});

test("tokens and pools are checked", async () => {
  const scene = await deviceScene(world);
  const { AccessToken, DeviceKey } = await scene.device();
  await assert.rejects(forget({ DeviceKey }), {
    name: "InvalidParameterException",
    message: "Missing required parameter AccessToken",
  });
  await assert.rejects(forget({ DeviceKey, AccessToken: "a.b.c" }), {
    name: "NotAuthorizedException",
    message: "Invalid Access Token",
  });
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(forget({ AccessToken, DeviceKey }), notTracking);
});
