import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminListDevicesCommand,
  ListDevicesCommand,
  type ListDevicesCommandInput,
  UpdateDeviceStatusCommand,
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

const list = async (input: ListDevicesCommandInput) => {
  const { Devices = [], PaginationToken } = await world.client.send(new ListDevicesCommand(input));
  return { keys: Devices.map((device) => device.DeviceKey ?? ""), Devices, PaginationToken };
};

test("the user's own devices are listed page by page, each once, without what is for administrators", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  await scene.device("b", "bob");
  const devices = [await scene.device("1"), await scene.device("2"), await scene.device("3")];
  const AccessToken = devices[0]?.AccessToken ?? "";
  const first = await list({ AccessToken, Limit: 2 });
  assert.equal(first.keys.length, 2);
  const last = await list({ AccessToken, Limit: 2, PaginationToken: first.PaginationToken });
  assert.equal(last.PaginationToken, undefined);
  assert.deepEqual([...first.keys, ...last.keys].sort(), devices.map(({ DeviceKey }) => DeviceKey).sort());
  assert.deepEqual(
    first.Devices[0]?.DeviceAttributes?.map(({ Name }) => Name),
    ["device_status", "device_name", "last_ip_used"],
  );
  assert.equal((await list({ AccessToken, Limit: 0 })).keys.length, 3, "nought is no limit of one's own");
});

test("only remembered devices are listed", async () => {
  const scene = await deviceScene(world, optIn);
  const { AccessToken, DeviceKey } = await scene.device();
  const status = (DeviceRememberedStatus: "remembered" | "not_remembered") =>
    world.client.send(new UpdateDeviceStatusCommand({ AccessToken, DeviceKey, DeviceRememberedStatus }));
  assert.deepEqual((await list({ AccessToken })).keys, []);
  await status("remembered");
  assert.deepEqual((await list({ AccessToken })).keys, [DeviceKey]);
  await status("not_remembered");
  assert.deepEqual((await list({ AccessToken })).keys, []);
});

test("T-34 a page token belongs to its user and its operation", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  const { AccessToken } = await scene.device();
  await scene.device();
  const bobs = await scene.device("b", "bob");
  const { PaginationToken = "" } = await list({ AccessToken, Limit: 1 });
  const refused = { name: "InvalidParameterException", message: /^Paging marker .* is invalid for request / };
  await assert.rejects(list({ AccessToken, PaginationToken: `${PaginationToken}A` }), refused);
  await assert.rejects(list({ AccessToken: bobs.AccessToken, PaginationToken }), refused);
  await assert.rejects(
    world.client.send(new AdminListDevicesCommand({ UserPoolId: scene.poolId, Username: "ann", PaginationToken })),
    refused,
  );
});

test("limits, tokens and pools are checked", async () => {
  const scene = await deviceScene(world);
  const { AccessToken } = await scene.signIn();
  await assert.rejects(list({ AccessToken, Limit: 61 }), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
  });
  await assert.rejects(list({ AccessToken: "a.b.c" }), {
    name: "NotAuthorizedException",
    message: "Invalid Access Token",
  });
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await assert.rejects(list({ AccessToken }), notTracking);
});
