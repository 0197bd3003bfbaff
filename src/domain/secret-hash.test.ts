import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { secretHash, secretHashMatches } from "./secret-hash.js";

const vector = (
  JSON.parse(readFileSync("test/fixtures/srp-vectors.json", "utf8")) as {
    secretHash: { username: string; clientId: string; clientSecret: string; SECRET_HASH: string };
  }
).secretHash;
const { username, clientId, clientSecret, SECRET_HASH } = vector;

test("the hash is Cognito's", () => {
  assert.equal(secretHash(username, clientId, clientSecret), SECRET_HASH);
});

test("a hash fits if any secret and any name fit", () => {
  assert.equal(secretHashMatches(SECRET_HASH, [username], clientId, [clientSecret]), true);
  assert.equal(secretHashMatches(SECRET_HASH, [username], clientId, ["new secret", clientSecret]), true);
  assert.equal(secretHashMatches(SECRET_HASH, [username], clientId, [clientSecret, "old secret"]), true);
  assert.equal(secretHashMatches(SECRET_HASH, ["sub", username], clientId, [clientSecret]), true);
});

test("a hash of anything else does not fit", () => {
  assert.equal(secretHashMatches(SECRET_HASH, [username], clientId, []), false);
  assert.equal(secretHashMatches(SECRET_HASH, [], clientId, [clientSecret]), false);
  assert.equal(secretHashMatches(SECRET_HASH, ["Alice@example.com"], clientId, [clientSecret]), false);
  assert.equal(secretHashMatches(SECRET_HASH, [username], "other", [clientSecret]), false);
  assert.equal(secretHashMatches(SECRET_HASH, [username], clientId, ["other"]), false);
  for (const claimed of ["", SECRET_HASH.slice(1), `${SECRET_HASH}=`, SECRET_HASH.toLowerCase(), "A".repeat(100_000)]) {
    assert.equal(secretHashMatches(claimed, [username], clientId, [clientSecret]), false, claimed.slice(0, 50));
  }
});
