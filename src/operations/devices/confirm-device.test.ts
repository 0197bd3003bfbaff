import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDeleteUserCommand,
  AdminForgetDeviceCommand,
  AdminListDevicesCommand,
  ConfirmDeviceCommand,
  GlobalSignOutCommand,
} from "../../../test/clients.js";
import { confirm, deviceScene, type NewDeviceSignIn, notTracking, optIn } from "../../../test/devices.js";
import { makeUser, tokensOf, withPassword } from "../../../test/sign-in.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const wrongKey = { name: "InvalidParameterException", message: "Invalid device key given." };

test("a confirmed device is remembered, and an administrator sees all of it", async () => {
  const scene = await deviceScene(world);
  const signedIn = await scene.signIn();
  assert.match(signedIn.DeviceKey, /^us-east-1_[0-9a-f-]{36}$/);
  assert.match(signedIn.DeviceGroupKey, /^-[A-Za-z0-9]{8}$/);
  const { answer } = await confirm(world, signedIn, { DeviceName: "Ann's phone" });
  assert.deepEqual(answer, { UserConfirmationNecessary: false });
  const device = await scene.seen(signedIn.DeviceKey);
  const owner = `ann.${scene.poolId}`;
  assert.deepEqual(device.DeviceAttributes, [
    { Name: "device_status", Value: "valid" },
    { Name: "device_name", Value: "Ann's phone" },
    {
      Name: "dev:device_arn",
      Value: `arn:aws:cognito-idp:us-east-1:123456789012:owner/${owner}/device/${signedIn.DeviceKey}`,
    },
    { Name: "dev:device_owner", Value: owner },
    { Name: "last_ip_used", Value: "127.0.0.1" },
    { Name: "dev:device_remembered_status", Value: "remembered" },
    { Name: "dev:device_sdk", Value: "aws-sdk-unknown-unknown" },
  ]);
  const { DeviceCreateDate, DeviceLastModifiedDate, DeviceLastAuthenticatedDate } = device;
  assert.deepEqual(DeviceCreateDate, DeviceLastModifiedDate);
  assert.equal(DeviceLastAuthenticatedDate?.getMilliseconds(), 0);
  assert.ok(Number(DeviceCreateDate) >= Number(DeviceLastAuthenticatedDate));
});

test("the group key is one of the pool's, a device key is new each time, until it is confirmed nothing is tracked", async () => {
  const scene = await deviceScene(world);
  const [one, two] = [await scene.signIn(), await scene.signIn()];
  assert.equal(one.DeviceGroupKey, two.DeviceGroupKey);
  assert.notEqual(one.DeviceKey, two.DeviceKey);
  const elsewhere = await (await deviceScene(world)).signIn();
  assert.notEqual(one.DeviceGroupKey, elsewhere.DeviceGroupKey);
  const { Devices } = await world.client.send(
    new AdminListDevicesCommand({ UserPoolId: scene.poolId, Username: "ann" }),
  );
  assert.deepEqual(Devices, []);
});

test("where users are asked first, the application is told so and the device is not remembered", async () => {
  const scene = await deviceScene(world, optIn);
  const signedIn = await scene.signIn();
  assert.deepEqual((await confirm(world, signedIn)).answer, { UserConfirmationNecessary: true });
  const { attributes } = await scene.seen(signedIn.DeviceKey);
  assert.equal(attributes["dev:device_remembered_status"], "not_remembered");
  assert.equal("device_name" in attributes, false);
});

test("a device is confirmed once, also by several at once", async () => {
  const scene = await deviceScene(world);
  const signedIn = await scene.signIn();
  const outcomes = await Promise.allSettled(
    ["a", "b", "c"].map((DeviceName) => confirm(world, signedIn, { DeviceName })),
  );
  const won = outcomes.findIndex(({ status }) => status === "fulfilled");
  assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  await assert.rejects(confirm(world, signedIn, { DeviceName: "d" }), {
    name: "DeviceKeyExistsException",
    message: "Device key already exists.",
  });
  assert.equal((await scene.seen(signedIn.DeviceKey)).attributes["device_name"], ["a", "b", "c"][won]);
});

test("T-27 only the sign-in that was told the key confirms it", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  const [mine, another, bobs] = [await scene.signIn(), await scene.signIn(), await scene.signIn("bob")];
  const mixed = ({ DeviceKey }: NewDeviceSignIn) => confirm(world, mine, { DeviceKey });
  await assert.rejects(mixed(another), wrongKey);
  await assert.rejects(mixed(bobs), wrongKey);
  await assert.rejects(confirm(world, mine, { DeviceKey: "us-east-1_3f2504e0-4f89-41d3-9a0c-0305e82c3301" }), wrongKey);
  const { answer } = await confirm(world, mine);
  assert.deepEqual(answer, { UserConfirmationNecessary: false });
});

test("T-27 the access token that is left of a forgotten device cannot bring it back", async () => {
  const scene = await deviceScene(world);
  const device = await scene.device();
  await world.client.send(
    new AdminForgetDeviceCommand({ UserPoolId: scene.poolId, Username: "ann", DeviceKey: device.DeviceKey }),
  );
  await assert.rejects(confirm(world, device), wrongKey);
});

test("a verifier or a salt that proves nothing is refused, and none at all is allowed", async () => {
  const scene = await deviceScene(world);
  const signedIn = await scene.signIn();
  const good = { PasswordVerifier: Buffer.alloc(384, 5).toString("base64"), Salt: "AQID" };
  for (const [config, message] of [
    [{ ...good, PasswordVerifier: "AA==" }, "Invalid device password verifier given."],
    [{ ...good, PasswordVerifier: "not base64" }, "Invalid device password verifier given."],
    [{ Salt: good.Salt }, "Invalid device password verifier given."],
    [{ PasswordVerifier: good.PasswordVerifier }, "Invalid device salt given."],
  ] as const) {
    await assert.rejects(confirm(world, signedIn, { DeviceSecretVerifierConfig: config }), {
      name: "InvalidParameterException",
      message,
    });
  }
  const { answer } = await confirm(world, signedIn, { DeviceSecretVerifierConfig: undefined });
  assert.deepEqual(answer, { UserConfirmationNecessary: false });
});

test("a device key of another form is told by its constraint", async () => {
  const scene = await deviceScene(world);
  await assert.rejects(confirm(world, await scene.signIn(), { DeviceKey: "phone" }), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value 'phone' at 'deviceKey' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-f-]+",
  });
});

test("a pool that tracks no devices tells no key and confirms none", async () => {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  await makeUser(world, pool.Id, "ann");
  const output = await withPassword({ world, poolId: pool.Id, clientId: ClientId }, "ann");
  assert.equal(output.AuthenticationResult?.NewDeviceMetadata, undefined);
  const { AccessToken } = tokensOf(output);
  await assert.rejects(
    world.client.send(new ConfirmDeviceCommand({ AccessToken, DeviceKey: "us-east-1_0" })),
    notTracking,
  );
});

test("T-17 no other token confirms, nor one that was revoked, nor one of somebody who is gone", async () => {
  const scene = await deviceScene(world);
  await makeUser(world, scene.poolId, "bob");
  const [anns, bobs] = [await scene.signIn(), await scene.signIn("bob")];
  await assert.rejects(confirm(world, anns, { AccessToken: anns.RefreshToken }), {
    name: "NotAuthorizedException",
    message: "Invalid Access Token",
  });
  await world.client.send(new GlobalSignOutCommand({ AccessToken: anns.AccessToken }));
  await assert.rejects(confirm(world, anns), {
    name: "NotAuthorizedException",
    message: "Access Token has been revoked",
  });
  await world.client.send(new AdminDeleteUserCommand({ UserPoolId: scene.poolId, Username: "bob" }));
  await assert.rejects(confirm(world, bobs), { name: "UserNotFoundException", message: "User does not exist." });
});
