import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminListDevicesCommand,
  type AdminListDevicesCommandInput,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { deviceScene, notTracking, optIn } from "../../../test/devices.js";
import { makeUser } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: Partial<AdminListDevicesCommandInput> = {}) =>
  world.client.send(new AdminListDevicesCommand({ UserPoolId, Username: "ann", ...input }));

test("all devices of a user are listed page by page, also those that are not remembered", async () => {
  const scene = await deviceScene(world, optIn);
  await makeUser(world, scene.poolId, "bob");
  await scene.device("b", "bob");
  const devices = [await scene.device("1"), await scene.device("2"), await scene.device("3")];
  const first = await list(scene.poolId, { Limit: 2 });
  const last = await list(scene.poolId, { Limit: 2, PaginationToken: first.PaginationToken });
  const listed = [...(first.Devices ?? []), ...(last.Devices ?? [])];
  assert.equal(first.Devices?.length, 2);
  assert.equal(last.PaginationToken, undefined);
  assert.deepEqual(listed.map((device) => device.DeviceKey).sort(), devices.map(({ DeviceKey }) => DeviceKey).sort());
  assert.deepEqual(
    listed[0]?.DeviceAttributes?.map(({ Name }) => Name),
    [
      "device_status",
      "device_name",
      "dev:device_arn",
      "dev:device_owner",
      "last_ip_used",
      "dev:device_remembered_status",
      "dev:device_sdk",
    ],
  );
});

test("T-34 a page token belongs to its user and its pool", async () => {
  const [scene, elsewhere] = [await deviceScene(world), await deviceScene(world)];
  await makeUser(world, scene.poolId, "bob");
  await scene.device();
  await scene.device();
  const { PaginationToken } = await list(scene.poolId, { Limit: 1 });
  const refused = { name: "InvalidParameterException", message: /^Paging marker .* is invalid for request / };
  await assert.rejects(list(scene.poolId, { PaginationToken, Username: "bob" }), refused);
  await assert.rejects(list(elsewhere.poolId, { PaginationToken }), refused);
});

test("limits, names and pools are checked", async () => {
  const scene = await deviceScene(world);
  assert.deepEqual((await list(scene.poolId)).Devices, []);
  await assert.rejects(list(scene.poolId, { Limit: 61 }), { name: "InvalidParameterException" });
  await assert.rejects(list(scene.poolId, { Username: "nobody" }), {
    name: "ResourceNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(list("us-east-1_Nowhere00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_Nowhere00 does not exist.",
  });
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(list(scene.poolId), notTracking);
});
