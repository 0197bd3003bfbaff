import assert from "node:assert/strict";
import { test } from "node:test";
import { isBareAddress, parseMailAddress, writeMailAddress } from "./mail-address.js";

test("the three spellings of a sender", () => {
  assert.deepEqual(parseMailAddress("no-reply@example.com"), { address: "no-reply@example.com" });
  assert.deepEqual(parseMailAddress("Example App <no-reply@example.com>"), {
    name: "Example App",
    address: "no-reply@example.com",
  });
  assert.deepEqual(parseMailAddress('"Example, the \\"App\\"" <no-reply@example.com>'), {
    name: 'Example, the "App"',
    address: "no-reply@example.com",
  });
});

test("T-40 nothing passes that ends a header line or begins a second address", () => {
  for (const text of [
    "",
    "nobody",
    "a@b@c",
    "a@b, c@d",
    "a@b\r\nBcc: c@d",
    "a@b\nBcc: c@d",
    "a@b\u2028c",
    "a b@c",
    "<a@b>",
    '"a"@b',
    "(a)@b",
    `${"a".repeat(320)}@b`,
  ]) {
    assert.equal(isBareAddress(text), false, JSON.stringify(text));
  }
  for (const text of ["A, B <a@b>", "A <a@b", "A\r\nBcc: x <a@b>", 'A "B <a@b>', '"A"B" <a@b>', "A <a@b> <c@d>"]) {
    assert.equal(parseMailAddress(text), undefined, JSON.stringify(text));
  }
});

test("a name is written so that it is read back as it was", () => {
  const hostile = 'A\\ "B" <x@y>, C';
  const written = writeMailAddress({ name: hostile, address: "a@b" });
  assert.deepEqual(parseMailAddress(written), { name: hostile, address: "a@b" });
  assert.equal(writeMailAddress({ address: "a@b" }), "a@b");
  const words = writeMailAddress({ name: "Zoë 🎈".repeat(20), address: "a@b" })
    .split(" ")
    .slice(0, -1);
  assert.ok(words.length > 1);
  const back = words.map((word) => Buffer.from(/^=\?UTF-8\?B\?(.+)\?=$/.exec(word)?.[1] ?? "", "base64").toString());
  assert.equal(back.join(""), "Zoë 🎈".repeat(20));
  for (const word of words) assert.ok(word.length <= 75);
});
