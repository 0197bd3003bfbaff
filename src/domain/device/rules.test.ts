import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeviceConfigurationType } from "../../model/generated/types.js";
import { SRP_PRIME } from "../password/srp.js";
import type { TokenSession } from "../token-session.js";
import type { UserPool } from "../user-pool.js";
import { confirmedDevice, isRememberedStatus, mustProveItself, replacesSecondFactor } from "./rules.js";

const poolWith = (DeviceConfiguration: DeviceConfigurationType) =>
  ({ id: "eu-north-1_P", region: "eu-north-1", settings: { DeviceConfiguration } }) as UserPool;
const session = { sub: "ada", clientId: "client", authTime: 900, deviceKey: "eu-north-1_1" } as TokenSession;
const given = { now: 1000, ipAddress: "192.0.2.1" };
const verifier = { PasswordVerifier: Buffer.alloc(384, 7).toString("base64"), Salt: "AQID" };
const confirm = (request: object, pool = poolWith({ ChallengeRequiredOnNewDevice: true })) =>
  confirmedDevice(pool, session, { AccessToken: "t", DeviceKey: "eu-north-1_1", ...request }, given);

test("a confirmed device is remembered unless the pool asks the user first", () => {
  assert.deepEqual(confirm({ DeviceSecretVerifierConfig: verifier, DeviceName: "phone" }), {
    poolId: "eu-north-1_P",
    sub: "ada",
    deviceKey: "eu-north-1_1",
    clientId: "client",
    name: "phone",
    remembered: true,
    secret: { salt: Buffer.from([1, 2, 3]), verifier: Buffer.alloc(384, 7) },
    createdAt: 1000,
    modifiedAt: 1000,
    lastAuthenticatedAt: 900,
    lastIpAddress: "192.0.2.1",
  });
  const asking = poolWith({ DeviceOnlyRememberedOnUserPrompt: true });
  assert.equal(confirm({ DeviceSecretVerifierConfig: verifier }, asking).remembered, false);
});

test("T-27 a key that the sign-in was not told is refused", () => {
  const refusal = { name: "InvalidParameterException", message: "Invalid device key given." };
  assert.throws(() => confirm({ DeviceKey: "eu-north-1_2" }), refusal);
  const unlinked = { ...session, deviceKey: undefined };
  const request = { AccessToken: "t", DeviceKey: "eu-north-1_1" };
  assert.throws(() => confirmedDevice(poolWith({}), unlinked, request, given), refusal);
});

const number = (bytes: Buffer) => bytes.toString("base64");
const prime = BigInt(`0x${SRP_PRIME.toString("hex")}`);
const below = number(Buffer.from((prime - 1n).toString(16), "hex"));
for (const [what, config] of [
  ["nought", { ...verifier, PasswordVerifier: number(Buffer.alloc(384)) }],
  ["one", { ...verifier, PasswordVerifier: "AQ==" }],
  ["one below the prime", { ...verifier, PasswordVerifier: below }],
  ["beyond the prime", { ...verifier, PasswordVerifier: number(Buffer.alloc(384, 255)) }],
  ["no base64", { ...verifier, PasswordVerifier: "<>" }],
  ["no verifier", { Salt: "AQID" }],
  ["no salt", { PasswordVerifier: verifier.PasswordVerifier }],
  ["an empty salt", { ...verifier, Salt: "" }],
  ["a salt that is too long", { ...verifier, Salt: number(Buffer.alloc(65, 1)) }],
] as const) {
  test(`a verifier that proves nothing is refused: ${what}`, () => {
    assert.throws(() => confirm({ DeviceSecretVerifierConfig: config }), { name: "InvalidParameterException" });
  });
}

test("only a remembered device with a secret is asked, and only some pools take that for a second factor", () => {
  const both = { ChallengeRequiredOnNewDevice: true };
  const remembered = confirm({ DeviceSecretVerifierConfig: verifier });
  const told = { ...remembered, remembered: false };
  const { secret: _, ...empty } = remembered;
  assert.deepEqual([remembered, told, empty, undefined].map(mustProveItself), [true, false, false, false]);
  const replaces = (configuration: DeviceConfigurationType) =>
    [remembered, told, empty, undefined].map((device) => replacesSecondFactor(poolWith(configuration), device));
  assert.deepEqual(replaces(both), [true, false, false, false]);
  assert.deepEqual(replaces({ ChallengeRequiredOnNewDevice: false }), [false, false, false, false]);
});

test("a status says remembered or not, and must be said", () => {
  assert.deepEqual((["remembered", "not_remembered"] as const).map(isRememberedStatus), [true, false]);
  assert.throws(() => isRememberedStatus(undefined), { name: "InvalidParameterException" });
});
