import assert from "node:assert/strict";
import { test } from "node:test";
import { heldIn } from "./text-direction.js";

const cases: [string, string, string][] = [
  ["plain words", "Zoë & Co.", "Zoë & Co."],
  ["letters that run from right to left by themselves", "שלום", "שלום"],
  ["an override", "a\u202eb", "\u2068a\u202eb\u2069"],
  ["an end of isolates that were never begun", "a\u2069b\u202ec", "\u2068\u2068a\u2069b\u202ec\u2069\u2069"],
  ["isolates that are left open", "\u2067a\u2066b", "\u2068\u2067a\u2066b\u2069\u2069\u2069"],
];

for (const [what, value, expected] of cases) test(`T-40 ${what}`, () => assert.equal(heldIn(value), expected));

test("T-40 the value ends inside what was begun for it, and nothing stays open behind it", () => {
  for (const value of [
    "\u2069".repeat(9),
    "\u2066".repeat(5),
    "\u2069\u2066\u2069\u2069\u202e",
    "\u2067\u2069\u2069\u2067",
  ]) {
    const held = heldIn(value);
    // One isolate begins for the value, and one more for each that it could end.
    const at = value.split("\u2069").length;
    assert.equal(held.slice(at, at + value.length), value);
    let depth = 0;
    let least = Number.POSITIVE_INFINITY;
    for (const [index, sign] of [...held].entries()) {
      if (/[\u2066-\u2068]/.test(sign)) depth += 1;
      else if (sign === "\u2069" && depth > 0) depth -= 1;
      if (index >= at && index < at + value.length) least = Math.min(least, depth);
    }
    assert.ok(least >= 1, JSON.stringify(held));
    assert.equal(depth, 0, JSON.stringify(held));
  }
});
