/**
 * Remembered devices as the two browser clients drive them: both reckon verifier and proof by themselves, confirm a device
 * without being asked, and begin again without it when it was forgotten.
 */
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { AuthenticationDetails, type CognitoUser, type CognitoUserSession } from "amazon-cognito-identity-js";
import { Amplify } from "aws-amplify";
import { fetchAuthSession, fetchDevices, forgetDevice, rememberDevice, signIn, signOut } from "aws-amplify/auth";
import { AdminForgetDeviceCommand, AdminListDevicesCommand, type DeviceType } from "../clients.js";
import { type DeviceScene, deviceScene, optIn } from "../devices.js";
import { claimsOf, goodPassword } from "../sign-in.js";
import { recordOf } from "../users.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { browserStorage, told, userOf } from "./identity-js.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

/** The devices of ann as an administrator sees them. */
async function devicesOf({ poolId }: DeviceScene): Promise<DeviceType[]> {
  const { Devices } = await world.client.send(new AdminListDevicesCommand({ UserPoolId: poolId, Username: "ann" }));
  return Devices ?? [];
}

async function onlyDevice(scene: DeviceScene): Promise<DeviceType & { DeviceKey: string }> {
  const [device, ...others] = await devicesOf(scene);
  assert.equal(others.length, 0);
  assert.ok(device?.DeviceKey);
  return { ...device, DeviceKey: device.DeviceKey };
}

const forgotten = async ({ poolId }: DeviceScene, DeviceKey: string) => {
  await world.client.send(new AdminForgetDeviceCommand({ UserPoolId: poolId, Username: "ann", DeviceKey }));
};
const deviceOf = (accessToken: string) => claimsOf(accessToken)["device_key"];

describe("amazon-cognito-identity-js", () => {
  const signedIn = (user: CognitoUser) =>
    new Promise<{ session: CognitoUserSession; asks: boolean | undefined }>((resolve, onFailure) => {
      user.authenticateUser(new AuthenticationDetails({ Username: "ann", Password: goodPassword }), {
        onSuccess: (session, asks) => resolve({ session, asks }),
        onFailure,
      });
    });
  const keyIn = (session: CognitoUserSession) => deviceOf(session.getAccessToken().getJwtToken());

  test("a browser is one device from sign-in to sign-in, and refreshes as that device", async () => {
    const scene = await deviceScene(world);
    const storage = browserStorage();
    const first = await signedIn(userOf(scene, "ann", storage));
    assert.equal(first.asks ?? false, false);
    const device = await onlyDevice(scene);
    assert.equal(keyIn(first.session), device.DeviceKey);
    const { device_name: name, ...attributes } = recordOf(device.DeviceAttributes);
    assert.equal(attributes["dev:device_remembered_status"], "remembered");
    assert.ok(name);

    world.clock.advance(60_000);
    const user = userOf(scene, "ann", storage);
    const second = await signedIn(user);
    assert.equal(keyIn(second.session), device.DeviceKey);
    const again = await onlyDevice(scene);
    assert.ok(Number(again.DeviceLastAuthenticatedDate) > Number(device.DeviceLastAuthenticatedDate));
    const fresh = await new Promise<CognitoUserSession>((resolve, reject) =>
      user.refreshSession(second.session.getRefreshToken(), (error, session) =>
        error ? reject(error) : resolve(session),
      ),
    );
    assert.equal(keyIn(fresh), device.DeviceKey);
    world.clock.advance(-60_000);
  });

  test("T-27 a forgotten browser signs in as a new device", async () => {
    const scene = await deviceScene(world);
    const storage = browserStorage();
    await signedIn(userOf(scene, "ann", storage));
    const { DeviceKey } = await onlyDevice(scene);
    await forgotten(scene, DeviceKey);
    const { session } = await signedIn(userOf(scene, "ann", storage));
    const device = await onlyDevice(scene);
    assert.notEqual(device.DeviceKey, DeviceKey);
    assert.equal(keyIn(session), device.DeviceKey);
  });

  test("T-27 a browser that lost its secret does not sign in as its device", async () => {
    const scene = await deviceScene(world);
    const storage = browserStorage();
    await signedIn(userOf(scene, "ann", storage));
    const { clientId } = scene;
    storage.setItem(`CognitoIdentityServiceProvider.${clientId}.ann.randomPasswordKey`, "another secret");
    await assert.rejects(signedIn(userOf(scene, "ann", storage)), { name: "NotAuthorizedException" });
  });

  test("a user who is asked has the browser remembered, not remembered, and forgotten", async () => {
    const scene = await deviceScene(world, optIn);
    const storage = browserStorage();
    const user = userOf(scene, "ann", storage);
    const { asks } = await signedIn(user);
    assert.equal(asks, true);
    const { DeviceKey } = await onlyDevice(scene);
    const listed = async () => {
      const { Devices = [] } = await told<{ Devices?: DeviceType[] }>((callback) =>
        user.listDevices(60, null as never, callback as never),
      );
      return Devices.map((device) => device.DeviceKey);
    };
    assert.deepEqual(await listed(), []);
    assert.equal(await told((callback) => user.setDeviceStatusRemembered(callback)), "SUCCESS");
    assert.deepEqual(await listed(), [DeviceKey]);
    const { Device } = await told<{ Device: DeviceType }>((callback) => user.getDevice(callback as never));
    assert.equal(Device.DeviceKey, DeviceKey);
    assert.equal(await told((callback) => user.setDeviceStatusNotRemembered(callback)), "SUCCESS");
    await assert.rejects(
      told((callback) => user.getDevice(callback as never)),
      { name: "ResourceNotFoundException", message: "Device does not exist." },
    );
    assert.equal(
      keyIn((await signedIn(userOf(scene, "ann", storage))).session),
      DeviceKey,
      "known, though not remembered",
    );
    assert.equal(await told((callback) => user.forgetDevice(callback as never)), "SUCCESS");
    assert.deepEqual(await devicesOf(scene), []);
  });
});

describe("Amplify v6", () => {
  // It names a device after the browser, and without one confirms none.
  before(() => Object.defineProperty(globalThis, "navigator", { value: { userAgent: "test" }, configurable: true }));
  afterEach(() => signOut());

  function configure({ poolId, clientId }: DeviceScene): void {
    Amplify.configure({
      Auth: { Cognito: { userPoolId: poolId, userPoolClientId: clientId, userPoolEndpoint: world.url } },
    });
  }

  async function signInAgain(): Promise<string> {
    await signOut();
    const { isSignedIn } = await signIn({ username: "ann", password: goodPassword });
    assert.ok(isSignedIn);
    const { tokens } = await fetchAuthSession();
    return tokens?.accessToken.toString() ?? "";
  }

  test("an application is one device from sign-in to sign-in, refreshes as it, and forgets it", async () => {
    const scene = await deviceScene(world);
    configure(scene);
    await signInAgain();
    const { DeviceKey, DeviceAttributes } = await onlyDevice(scene);
    assert.equal(recordOf(DeviceAttributes)["device_name"], "test");
    assert.equal(deviceOf(await signInAgain()), DeviceKey);
    assert.equal((await onlyDevice(scene)).DeviceKey, DeviceKey);
    const { tokens } = await fetchAuthSession({ forceRefresh: true });
    assert.equal(deviceOf(tokens?.accessToken.toString() ?? ""), DeviceKey);
    assert.deepEqual(
      (await fetchDevices()).map(({ id }) => id),
      [DeviceKey],
    );
    await forgetDevice();
    assert.deepEqual(await devicesOf(scene), []);
    assert.equal(
      (await fetchAuthSession({ forceRefresh: true })).tokens,
      undefined,
      "its refresh token is worth nothing",
    );
  });

  test("a user who is asked has the device remembered; a forgotten one begins anew", async () => {
    const scene = await deviceScene(world, optIn);
    configure(scene);
    await signInAgain();
    assert.deepEqual(await fetchDevices(), []);
    await rememberDevice();
    const [device] = await fetchDevices();
    const { DeviceKey } = await onlyDevice(scene);
    assert.equal(device?.id, DeviceKey);
    await forgotten(scene, DeviceKey);
    assert.notEqual(deviceOf(await signInAgain()), DeviceKey);
    assert.notEqual((await onlyDevice(scene)).DeviceKey, DeviceKey);
  });
});
