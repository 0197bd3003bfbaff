import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { KeyScope } from "../../ports/keyring.js";
import { createKeyring } from "./keyring.js";

const keyring = createKeyring(Buffer.alloc(32, 7));
const other = createKeyring(Buffer.alloc(32, 8));
const SCOPE: KeyScope = { purpose: "srp-verifier", poolId: "eu-west-1_Abc", subject: "sub" };

/** Scopes that differ from SCOPE in one respect, or whose members would run into each other if merely joined. */
const OTHER_SCOPES: KeyScope[] = [
  { purpose: "totp-secret", poolId: "eu-west-1_Abc", subject: "sub" },
  { purpose: "srp-verifier", poolId: "eu-west-1_Abd", subject: "sub" },
  { purpose: "srp-verifier", poolId: "eu-west-1_Abc", subject: "sus" },
  { purpose: "srp-verifier", poolId: "eu-west-1_Abc", subject: "" },
  { purpose: "srp-verifier", poolId: "eu-west-1_Abc" },
  { purpose: "srp-verifier", subject: "sub" },
  { purpose: "srp-verifier", poolId: "", subject: "sub" },
  { purpose: "srp-verifier", poolId: "eu-west-1_Abcs", subject: "ub" },
  { purpose: "srp-verifiere", poolId: "u-west-1_Abc", subject: "sub" },
  { purpose: "srp-verifier", poolId: "sub", subject: "eu-west-1_Abc" },
];

test("what is sealed opens again, and two seals differ", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (array) => {
      const plaintext = Buffer.from(array);
      const sealed = keyring.seal(SCOPE, plaintext);
      assert.equal(sealed.length, plaintext.length + 29);
      assert.deepEqual(keyring.open(SCOPE, sealed), plaintext);
      assert.notDeepEqual(keyring.seal(SCOPE, plaintext), sealed);
    }),
    { numRuns: 50 },
  );
  assert.equal(keyring.open(SCOPE, keyring.seal(SCOPE, "zoë")).toString("utf8"), "zoë");
});

test("T-51: every flipped bit and every cut breaks the seal", () => {
  const sealed = keyring.seal(SCOPE, "a marked verifier");
  assert.equal(sealed.includes("marked"), false);
  for (let index = 0; index < sealed.length; index += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ (1 << bit);
      assert.throws(() => keyring.open(SCOPE, changed), { name: "SealBroken" }, `byte ${index}, bit ${bit}`);
    }
    assert.throws(() => keyring.open(SCOPE, sealed.subarray(0, index)), { name: "SealBroken" }, `cut at ${index}`);
  }
  assert.throws(() => keyring.open(SCOPE, Buffer.concat([sealed, Buffer.of(0)])), { name: "SealBroken" });
});

test("T-51: another scope or master key does not open", () => {
  const sealed = keyring.seal(SCOPE, "x");
  for (const scope of OTHER_SCOPES) {
    assert.throws(() => keyring.open(scope, sealed), { name: "SealBroken" }, JSON.stringify(scope));
  }
  assert.throws(() => other.open(SCOPE, sealed), { name: "SealBroken" });
});

test("MACs and derived values are stable, and differ by scope, data, use and master key", () => {
  const same = createKeyring(Buffer.alloc(32, 7));
  assert.deepEqual(same.mac(SCOPE, "123456"), keyring.mac(SCOPE, Buffer.from("123456")));
  assert.deepEqual(same.derive(SCOPE, 32), keyring.derive(SCOPE, 32));
  const all = [SCOPE, ...OTHER_SCOPES].flatMap((scope) => [keyring.mac(scope, ""), keyring.derive(scope, 32)]);
  all.push(other.mac(SCOPE, ""), other.derive(SCOPE, 32), keyring.mac(SCOPE, "1"));
  assert.equal(new Set(all.map((value) => value.toString("hex"))).size, all.length);
  assert.deepEqual([keyring.mac(SCOPE, "").length, keyring.derive(SCOPE, 16).length], [32, 16]);
});

test("the stored formats stay readable: values of the first version", () => {
  const sealed = Buffer.from("Adyhvlr-KoSbB1SdkAxulJusoTcqK9GEmtSehFJdv4ZE34IxQ6r5jj6-", "base64url");
  assert.equal(keyring.open(SCOPE, sealed).toString("utf8"), "first version");
  assert.equal(keyring.mac(SCOPE, "123456").toString("base64url"), "vE-gdbN1zAbbuKlIhPahS_SQ98SM0PRpHdvlok8BgCY");
  assert.equal(keyring.derive(SCOPE, 16).toString("base64url"), "aszok73CEAWlt6gYdkbSAw");
  assert.equal(keyring.checkValue(), "rNrC1Bf85RIkijmZJlwisg");
});

test("the check value tells master keys apart", () => {
  assert.equal(createKeyring(Buffer.alloc(32, 7)).checkValue(), keyring.checkValue());
  assert.notEqual(other.checkValue(), keyring.checkValue());
});

test("a master key has 32 bytes", () => {
  for (const length of [0, 16, 31, 33, 64]) assert.throws(() => createKeyring(Buffer.alloc(length)), RangeError);
});

test("keys beyond the cache are derived anew and still fit", () => {
  const sealed = keyring.seal(SCOPE, "kept");
  for (let index = 0; index < 1100; index += 1) keyring.mac({ purpose: "code", poolId: `pool-${index}` }, "");
  assert.equal(keyring.open(SCOPE, sealed).toString(), "kept");
});

for (const alphabet of ["base64url", "base64"] as const) {
  test(`a JSON value travels as ${alphabet} text`, () => {
    const value = { user: "zoë", step: 2, expires: 1_800_000_000_000, none: null };
    const form = alphabet === "base64" ? /^[A-Za-z0-9+/]+={0,2}$/ : /^[A-Za-z0-9_-]+$/;
    for (let round = 0; round < 20; round += 1) {
      const text = keyring.sealText(SCOPE, { ...value, round: "x".repeat(round) }, alphabet);
      assert.match(text, form);
      assert.deepEqual(keyring.openText(SCOPE, text, alphabet), { ...value, round: "x".repeat(round) });
    }
  });
}

test("only the spelling that was issued opens", () => {
  const text = keyring.sealText(SCOPE, { a: 1, b: "xx" });
  assert.deepEqual(keyring.openText(SCOPE, text), { a: 1, b: "xx" });
  const spellings = [
    ` ${text}`,
    `${text}\n`,
    `${text}=`,
    `${text.slice(0, 9)}!${text.slice(9)}`,
    `${text}A`,
    text.slice(1),
  ];
  for (const spelling of [...spellings, "", "AQ", "A".repeat(4096), text.toLowerCase()]) {
    assert.equal(keyring.openText(SCOPE, spelling), undefined, spelling.slice(0, 80));
  }
  for (const scope of OTHER_SCOPES) assert.equal(keyring.openText(scope, text), undefined);
  assert.equal(other.openText(SCOPE, text), undefined);
});

test("a text longer than clients accept as Session is never issued", () => {
  assert.ok(keyring.sealText(SCOPE, "x".repeat(1500)).length <= 2048);
  assert.throws(() => keyring.sealText(SCOPE, "x".repeat(1600)), RangeError);
});
