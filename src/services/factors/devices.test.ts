/** The register of devices on its own: names, proofs, the end of a device, and what its refresh tokens are worth. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deviceSecret } from "../../../test/devices.js";
import { srpClient } from "../../../test/srp-client.js";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { createPublicKeyWork } from "../../adapters/crypto/public-key-work.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { aDevice } from "../../adapters/storage/conformance/devices.js";
import { aPool, NOW } from "../../adapters/storage/conformance/store-under-test.js";
import { openStore } from "../../adapters/storage/open-store.js";
import type { DeviceMetadata } from "../../domain/device/device-keys.js";
import { DEVICES_PER_USER, type ProvableDevice } from "../../domain/device/rules.js";
import {
  claimSignature,
  parseClientPublicValue,
  parseClientSalt,
  parseClientVerifier,
  SRP_GENERATOR,
  scramblingParameter,
  serverPublicValue,
  sessionKey,
  sharedSecretBase,
  signatureMatches,
  toWireHex,
} from "../../domain/password/srp.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Store } from "../../ports/store.js";
import { createDeviceRegister } from "./devices.js";

const keyring = createKeyring(Buffer.alloc(32, 7));
const random = systemRandom();
const clock = { now: () => NOW, monotonic: () => 0 };
const register = createDeviceRegister({ clock, random, keyring });
const publicKeyWork = createPublicKeyWork({ size: 1 });
const noDevice = { name: "ResourceNotFoundException", message: "Device does not exist." };

let store: Store;
before(async () => {
  store = await openStore({ keyring, random, clock, guardNesting: true });
});
after(async () => {
  await store.close();
  await publicKeyWork.close();
});

async function trackingPool(): Promise<UserPool> {
  const pool = aPool({ settings: { DeviceConfiguration: { ChallengeRequiredOnNewDevice: true } } });
  await store.userPools.insert(pool);
  return pool;
}

function metadataOf(pool: UserPool): DeviceMetadata {
  const metadata = register.newMetadata(pool);
  assert.ok(metadata);
  return metadata;
}

test("only pools that track devices name them; the group key is the same on every node", async () => {
  const pool = await trackingPool();
  const { DeviceKey, DeviceGroupKey } = metadataOf(pool);
  assert.match(DeviceKey, /^eu-north-1_[0-9a-f-]{36}$/);
  const node = createDeviceRegister({ clock, random, keyring: createKeyring(Buffer.alloc(32, 7)) });
  assert.equal(node.newMetadata(pool)?.DeviceGroupKey, DeviceGroupKey);
  assert.notEqual(metadataOf(await trackingPool()).DeviceGroupKey, DeviceGroupKey);
  assert.equal(register.newMetadata(aPool()), undefined);
});

/** Both sides of a proof, the server's as DEVICE_SRP_AUTH and DEVICE_PASSWORD_VERIFIER do it. */
async function proves(pool: UserPool, device: ProvableDevice, metadata: DeviceMetadata, secret: string) {
  const client = srpClient(metadata.DeviceGroupKey);
  const { identity, salt, verifier } = register.proofOf(pool, device);
  const serverSecret = random.bytes(32);
  const A = parseClientPublicValue(client.A);
  const B = serverPublicValue(verifier, await publicKeyWork.modPow(SRP_GENERATOR, serverSecret));
  const u = A && scramblingParameter(A, B);
  assert.ok(A && u);
  const SECRET_BLOCK = random.bytes(64).toString("base64");
  const challenge = { SALT: salt.toString("hex"), SRP_B: toWireHex(B), SECRET_BLOCK };
  const answer = client.answer({ ...challenge, USER_ID_FOR_SRP: metadata.DeviceKey }, secret, NOW);
  const base = sharedSecretBase(A, await publicKeyWork.modPow(verifier, u));
  const key = sessionKey(u, await publicKeyWork.modPow(base, serverSecret));
  const block = Buffer.from(SECRET_BLOCK, "base64");
  const expected = claimSignature(identity, key, block, answer["TIMESTAMP"] ?? "");
  return signatureMatches(expected, answer["PASSWORD_CLAIM_SIGNATURE"] ?? "");
}

test("T-27 a device proves itself by its secret under its own key, in its own pool", async () => {
  const [pool, elsewhere] = [await trackingPool(), await trackingPool()];
  const [metadata, another] = [metadataOf(pool), metadataOf(pool)];
  const { secret, config } = deviceSecret(metadata);
  const verifier = parseClientVerifier(config.PasswordVerifier);
  const salt = parseClientSalt(config.Salt);
  assert.ok(verifier && salt);
  const device = { ...aDevice(pool.id, "ada", { deviceKey: metadata.DeviceKey }), secret: { salt, verifier } };
  assert.equal(await proves(pool, device, metadata, secret), true);
  assert.equal(await proves(pool, device, metadata, `${secret}0`), false);
  assert.equal(await proves(pool, { ...device, deviceKey: another.DeviceKey }, another, secret), false);
  assert.equal(await proves(elsewhere, device, metadata, secret), false);
});

test("T-27 a forgotten device signs nobody in, is not confirmed again, and its sign-ins are not refreshed", async () => {
  const pool = await trackingPool();
  const device = aDevice(pool.id, "ada");
  const session = { sub: "ada", deviceKey: device.deviceKey };
  const refreshes = () => register.admitsRefresh(store, pool, session, device.deviceKey);
  assert.equal(await refreshes(), false, "it is not confirmed yet");
  await store.transaction((tx) => register.confirm(tx, device));
  assert.equal(await refreshes(), true);
  await store.transaction((tx) => register.authenticated(tx, device, "192.0.2.7"));
  assert.equal((await register.find(store, pool, "ada", device.deviceKey))?.lastIpAddress, "192.0.2.7");

  await store.transaction((tx) => register.forget(tx, device, device.deviceKey));
  assert.equal(await refreshes(), false);
  for (const late of [
    store.transaction((tx) => register.authenticated(tx, device, "192.0.2.7")),
    store.transaction((tx) => register.setRemembered(tx, device, device.deviceKey, true)),
    store.transaction((tx) => register.forget(tx, device, device.deviceKey)),
  ]) {
    await assert.rejects(late, noDevice);
  }
  await assert.rejects(
    store.transaction((tx) => register.confirm(tx, device)),
    { name: "InvalidParameterException", message: "Invalid device key given." },
  );
  assert.equal(await store.devices.get(pool.id, "ada", device.deviceKey), undefined, "nothing of it stayed");
});

test("of confirming and forgetting at the same time nothing survives the forgetting", async () => {
  const pool = await trackingPool();
  const device = aDevice(pool.id, "ada");
  await store.transaction((tx) => register.confirm(tx, device));
  await Promise.allSettled([
    store.transaction((tx) => register.confirm(tx, device)),
    store.transaction((tx) => register.forget(tx, device, device.deviceKey)),
    store.transaction((tx) => register.confirm(tx, device)),
  ]);
  assert.equal(await store.devices.get(pool.id, "ada", device.deviceKey), undefined);
});

test("a refresh token is bound to the device of its sign-in, while the pool tracks devices", async () => {
  const pool = await trackingPool();
  const deviceKey = "eu-north-1_mine";
  await store.devices.insert(aDevice(pool.id, "ada", { deviceKey }));
  await store.devices.insert(aDevice(pool.id, "ada", { deviceKey: "eu-north-1_other" }));
  const untracking = { ...pool, settings: {} };
  const rows: readonly [
    Parameters<typeof register.admitsRefresh>[1],
    string | undefined,
    string | undefined,
    boolean,
  ][] = [
    [pool, deviceKey, deviceKey, true],
    [pool, deviceKey, undefined, false],
    [pool, deviceKey, "eu-north-1_other", false],
    // Sign-ins from before the pool tracked devices.
    [pool, undefined, undefined, true],
    [pool, undefined, deviceKey, false],
    [untracking, deviceKey, undefined, true],
    [untracking, undefined, deviceKey, true],
  ];
  for (const [where, ofSession, named, admitted] of rows) {
    const session = { sub: "ada", deviceKey: ofSession };
    assert.equal(await register.admitsRefresh(store, where, session, named), admitted, `${ofSession} ${named}`);
  }
  assert.equal(await register.find(store, untracking, "ada", deviceKey), undefined);
});

test("one device too many replaces the one unused for longest", async () => {
  const pool = await trackingPool();
  await store.transaction(async (tx) => {
    for (let n = 0; n < DEVICES_PER_USER; n += 1) {
      await tx.devices.insert(aDevice(pool.id, "ada", { deviceKey: `r_${n}`, lastAuthenticatedAt: NOW + n }));
    }
  });
  const newest = aDevice(pool.id, "ada", { deviceKey: "r_newest", lastAuthenticatedAt: NOW + DEVICES_PER_USER });
  await store.transaction((tx) => register.confirm(tx, newest));
  assert.equal(await store.devices.get(pool.id, "ada", "r_0"), undefined);
  assert.ok(await store.devices.get(pool.id, "ada", "r_1"));
  assert.ok(await store.devices.get(pool.id, "ada", "r_newest"));
});
