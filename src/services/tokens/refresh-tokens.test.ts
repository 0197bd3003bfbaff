import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { CompactEncrypt, compactDecrypt } from "jose";
import { createKeyring } from "../../adapters/crypto/keyring.js";
import { systemRandom } from "../../adapters/crypto/random.js";
import { createRefreshTokens } from "./refresh-tokens.js";

const keyring = createKeyring(randomBytes(32));
const tokens = createRefreshTokens({ keyring, random: systemRandom() });
const pool = "us-east-1_Example01";
const keyOf = (poolId: string) => keyring.derive({ purpose: "refresh-token", poolId }, 32);
const content = {
  eventId: "64f513be-32db-42b0-b78e-b02127b4f463",
  generation: 3,
  clientId: "1example23456789",
  sub: "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
  expiresAt: 1_700_000_000_000,
};

test("a refresh token is a JWE of five parts that an independent implementation opens", async () => {
  const token = tokens.write(pool, content);
  assert.equal(token.split(".").length, 5);
  assert.match(token, /^[A-Za-z0-9-_=.]+$/);
  const { plaintext, protectedHeader } = await compactDecrypt(token, keyOf(pool));
  assert.deepEqual(protectedHeader, { cty: "JWT", enc: "A256GCM", alg: "dir" });
  assert.deepEqual(JSON.parse(new TextDecoder().decode(plaintext)), content);
});

test("it opens what an independent implementation sealed under the pool's key", async () => {
  const token = await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(content)))
    .setProtectedHeader({ cty: "JWT", enc: "A256GCM", alg: "dir" })
    .encrypt(keyOf(pool));
  assert.deepEqual(tokens.read(pool, token), content);
});

test("two tokens of one content differ, and both say the same", () => {
  const [one, other] = [tokens.write(pool, content), tokens.write(pool, content)];
  assert.notEqual(one, other);
  assert.deepEqual(tokens.read(pool, other), tokens.read(pool, one));
});

test("T-33 a token of another pool is no token here", () => {
  assert.equal(tokens.read("us-east-1_Example02", tokens.write(pool, content)), undefined);
});

test("T-15 every changed character makes it worthless", () => {
  const token = tokens.write(pool, content);
  for (let place = 0; place < token.length; place += 1) {
    const other = token[place] === "A" ? "B" : "A";
    assert.equal(tokens.read(pool, token.slice(0, place) + other + token.slice(place + 1)), undefined, `at ${place}`);
  }
});

test("no other text opens", () => {
  const parts = tokens.write(pool, content).split(".");
  const header = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const others = [
    "",
    "....",
    "not-a-token",
    parts.slice(0, 4).join("."),
    [...parts, ""].join("."),
    [header({ cty: "JWT", enc: "A256GCM", alg: "RSA-OAEP" }), ...parts.slice(1)].join("."),
    [header({ enc: "A256GCM", alg: "none" }), ...parts.slice(1)].join("."),
    [parts[0], "AAAA", ...parts.slice(2)].join("."),
    `${parts.join(".")}=`,
    "A".repeat(100_000),
  ];
  for (const text of others) assert.equal(tokens.read(pool, text), undefined, text.slice(0, 40));
});
