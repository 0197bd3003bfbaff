/** Ranges of keys: every text with the beginning is inside, every other outside, in byte order. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { indexedPart, successor, uniqueKey } from "./key-range.js";

const below = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0;

test("the successor is the next code point, past the gap of surrogates, carried over at the end", () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ["", undefined],
    ["a", "b"],
    ["\u007f", "\u0080"],
    ["a\ud7ff", "a\ue000"],
    ["\uffff", "\u{10000}"],
    ["a\u{10ffff}", "b"],
    ["\u{10ffff}\u{10ffff}", undefined],
    ["\ud800", "\ufffe"],
  ];
  for (const [prefix, expected] of cases) assert.equal(successor(prefix), expected, JSON.stringify(prefix));
});

test("a text begins with the prefix exactly if it lies from the prefix to its successor", () => {
  const text = fc.string({ unit: "binary", maxLength: 4 });
  fc.assert(
    fc.property(text, text, fc.boolean(), (prefix, other, append) => {
      const key = append ? prefix + other : other;
      const end = successor(prefix);
      const inside = !below(key, prefix) && (end === undefined || below(key, end));
      return inside === key.startsWith(prefix);
    }),
  );
});

test("long keys are cut between characters, and never equal a short one", () => {
  const short = "x".repeat(512);
  assert.equal(indexedPart(short), short);
  assert.equal(uniqueKey(short), short);
  const smiles = "\u{1f600}".repeat(600);
  assert.equal(indexedPart(smiles), "\u{1f600}".repeat(512));
  assert.equal(uniqueKey("\u{1f600}".repeat(512)), "\u{1f600}".repeat(512));
  assert.notEqual(uniqueKey(smiles), uniqueKey(`${smiles}\u{1f600}`));
  const longest = uniqueKey(smiles);
  assert.ok(Array.from(longest).length > 512);
  assert.ok(Buffer.byteLength(longest) < 2_300, "leaves room for the other columns of an index");
});
