import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminUpdateDeviceStatusCommand,
  GetDeviceCommand,
  type GetDeviceCommandInput,
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

const get = async (input: GetDeviceCommandInput) => (await world.client.send(new GetDeviceCommand(input))).Device;

test("users see their device without what is for administrators", async () => {
  const scene = await deviceScene(world);
  const { AccessToken, DeviceKey } = await scene.device("phone");
  const device = await get({ AccessToken, DeviceKey });
  assert.equal(device?.DeviceKey, DeviceKey);
  assert.deepEqual(device?.DeviceAttributes, [
    { Name: "device_status", Value: "valid" },
    { Name: "device_name", Value: "phone" },
    { Name: "last_ip_used", Value: "127.0.0.1" },
  ]);
  assert.ok(device?.DeviceCreateDate && device.DeviceLastModifiedDate && device.DeviceLastAuthenticatedDate);
});

test("a device that is not confirmed, not remembered or somebody else's does not exist", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  const [anns, bobs, unconfirmed] = [await scene.device(), await scene.device("b", "bob"), await scene.signIn()];
  const { AccessToken } = anns;
  await assert.rejects(get({ AccessToken, DeviceKey: unconfirmed.DeviceKey }), noDevice);
  await assert.rejects(get({ AccessToken, DeviceKey: bobs.DeviceKey }), noDevice, "T-33");
  await world.client.send(
    new AdminUpdateDeviceStatusCommand({
      UserPoolId: scene.poolId,
      Username: "ann",
      DeviceKey: anns.DeviceKey,
      DeviceRememberedStatus: "not_remembered",
    }),
  );
  await assert.rejects(get({ AccessToken, DeviceKey: anns.DeviceKey }), noDevice);
});

test("a token is needed, and a good one", async () => {
  const { DeviceKey } = await (await deviceScene(world)).device();
  await assert.rejects(get({ DeviceKey }), {
    name: "InvalidParameterException",
    message: "Missing required parameter AccessToken",
  });
  await assert.rejects(get({ DeviceKey, AccessToken: "a.b.c" }), {
    name: "NotAuthorizedException",
    message: "Invalid Access Token",
  });
});

test("a pool that tracks devices no longer shows none", async () => {
  const scene = await deviceScene(world);
  const { AccessToken, DeviceKey } = await scene.device();
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(get({ AccessToken, DeviceKey }), notTracking);
});
