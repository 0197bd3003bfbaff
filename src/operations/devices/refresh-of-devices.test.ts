/** T-27: what a refresh token is worth without its device, by both operations that take one. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminForgetDeviceCommand,
  ForgetDeviceCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { type DeviceScene, deviceScene } from "../../../test/devices.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const refused = { name: "NotAuthorizedException", message: "Invalid Refresh Token." };

/** Refreshes by both operations; they must be of one mind. */
async function refresh({ clientId: ClientId }: DeviceScene, RefreshToken: string, DeviceKey?: string): Promise<void> {
  const named = DeviceKey === undefined ? {} : { DEVICE_KEY: DeviceKey };
  const outcomes = await Promise.allSettled([
    world.client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken, ...named },
      }),
    ),
    world.client.send(new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken, DeviceKey })),
  ]);
  const [first, second] = outcomes;
  assert.equal(first?.status, second?.status);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") throw outcome.reason;
    assert.ok(outcome.value.AuthenticationResult?.AccessToken);
  }
}

test("a sign-in is refreshed with its own device and no other, once that is confirmed", async () => {
  const scene = await deviceScene(world);
  const [device, other, unconfirmed] = [await scene.device(), await scene.device(), await scene.signIn()];
  await refresh(scene, device.RefreshToken, device.DeviceKey);
  await assert.rejects(refresh(scene, device.RefreshToken), refused);
  await assert.rejects(refresh(scene, device.RefreshToken, other.DeviceKey), refused);
  await assert.rejects(refresh(scene, unconfirmed.RefreshToken, unconfirmed.DeviceKey), refused);
});

test("T-27 the refresh tokens of a forgotten device are worth nothing at once, others live on", async () => {
  const scene = await deviceScene(world);
  const [one, two, left] = [await scene.device(), await scene.device(), await scene.device()];
  await world.client.send(new ForgetDeviceCommand({ AccessToken: left.AccessToken, DeviceKey: one.DeviceKey }));
  await world.client.send(
    new AdminForgetDeviceCommand({ UserPoolId: scene.poolId, Username: "ann", DeviceKey: two.DeviceKey }),
  );
  await assert.rejects(refresh(scene, one.RefreshToken, one.DeviceKey), refused);
  await assert.rejects(refresh(scene, one.RefreshToken), refused);
  await assert.rejects(refresh(scene, two.RefreshToken, two.DeviceKey), refused);
  await refresh(scene, left.RefreshToken, left.DeviceKey);
});

test("once the pool tracks devices no longer, none needs to be named", async () => {
  const scene = await deviceScene(world);
  const { RefreshToken, DeviceKey } = await scene.device();
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: scene.poolId }));
  await refresh(scene, RefreshToken);
  await refresh(scene, RefreshToken, DeviceKey);
});
