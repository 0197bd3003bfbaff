import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  UpdateDeviceStatusCommand,
  type UpdateDeviceStatusCommandInput,
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

const update = async (input: UpdateDeviceStatusCommandInput) => {
  const { $metadata: _, ...answer } = await world.client.send(new UpdateDeviceStatusCommand(input));
  return answer;
};
const remembered = "remembered" as const;

test("a user has a device remembered, and no longer, and the change is dated", async () => {
  const scene = await deviceScene(world, optIn);
  const { AccessToken, DeviceKey } = await scene.device();
  const before = await scene.seen(DeviceKey);
  world.clock.advance(5000);
  assert.deepEqual(await update({ AccessToken, DeviceKey, DeviceRememberedStatus: remembered }), {});
  const after = await scene.seen(DeviceKey);
  assert.equal(after.attributes["dev:device_remembered_status"], "remembered");
  assert.ok(Number(after.DeviceLastModifiedDate) - Number(before.DeviceLastModifiedDate) >= 5000);
  assert.deepEqual(after.DeviceCreateDate, before.DeviceCreateDate);
  assert.deepEqual(after.DeviceLastAuthenticatedDate, before.DeviceLastAuthenticatedDate);
  await update({ AccessToken, DeviceKey, DeviceRememberedStatus: "not_remembered" });
  assert.equal((await scene.seen(DeviceKey)).attributes["dev:device_remembered_status"], "not_remembered");
});

test("a device that is not confirmed, or somebody else's, has no status", async () => {
  const scene = await deviceScene(world, optIn);
  await makeUser(world, scene.poolId, "bob");
  const [anns, bobs] = [await scene.signIn(), await scene.device("b", "bob")];
  const { AccessToken } = anns;
  for (const { DeviceKey } of [anns, bobs]) {
    await assert.rejects(update({ AccessToken, DeviceKey, DeviceRememberedStatus: remembered }), noDevice);
  }
  assert.equal((await scene.seen(bobs.DeviceKey, "bob")).attributes["dev:device_remembered_status"], "not_remembered");
});

test("status, tokens and pools are checked", async () => {
  const scene = await deviceScene(world);
  const { AccessToken, DeviceKey } = await scene.device();
  await assert.rejects(update({ AccessToken, DeviceKey }), {
    name: "InvalidParameterException",
    message: "Missing required parameter DeviceRememberedStatus",
  });
  await assert.rejects(update({ AccessToken, DeviceKey, DeviceRememberedStatus: "forgotten" as "remembered" }), {
    name: "InvalidParameterException",
    message: /^1 validation error detected: Value 'forgotten' at 'deviceRememberedStatus' failed to satisfy constraint/,
  });
  await assert.rejects(update({ AccessToken: "a.b.c", DeviceKey, DeviceRememberedStatus: remembered }), {
    name: "NotAuthorizedException",
    message: "Invalid Access Token",
  });
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(update({ AccessToken, DeviceKey, DeviceRememberedStatus: remembered }), notTracking);
});
