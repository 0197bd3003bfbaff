/** The escape of U+0000 is exact and keeps the order of texts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromStored, toStored } from "./exact-text.js";

const text = fc.string({ unit: fc.constantFrom("\u0000", "\u0001", "\u0002", "a", "é"), maxLength: 6 });

test("what is stored holds no U+0000 and comes back as it was", () => {
  fc.assert(fc.property(text, (one) => !toStored(one).includes("\u0000") && fromStored(toStored(one)) === one));
});

test("texts keep their order", () => {
  const order = (one: string, other: string) => Math.sign(Buffer.compare(Buffer.from(one), Buffer.from(other)));
  fc.assert(fc.property(text, text, (one, other) => order(one, other) === order(toStored(one), toStored(other))));
});

test("ordinary texts are stored as they are", () => {
  assert.equal(toStored("Ada \u0002 {}"), "Ada \u0002 {}");
});
