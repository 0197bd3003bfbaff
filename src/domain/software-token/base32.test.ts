import assert from "node:assert/strict";
import { test } from "node:test";
import { base32 } from "./base32.js";

const PUBLISHED: [string, string][] = [
  ["", ""],
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
];

for (const [text, expected] of PUBLISHED) {
  test(`RFC 4648 without padding: "${text}"`, () => assert.equal(base32(Buffer.from(text)), expected));
}

test("a secret of 32 bytes is 52 characters, its high bits kept", () => {
  assert.equal(base32(Buffer.alloc(32)), "A".repeat(52));
  assert.equal(base32(Buffer.alloc(32, 255)), `${"7".repeat(51)}Q`);
});
