import assert from "node:assert/strict";
import { test } from "node:test";
import { systemRandom } from "./random.js";

const random = systemRandom();

/** Pearson's statistic against an even distribution. */
function unevenness(counts: ReadonlyMap<string, number>, kinds: number, total: number): number {
  const expected = total / kinds;
  let sum = (kinds - counts.size) * expected;
  for (const count of counts.values()) sum += (count - expected) ** 2 / expected;
  return sum;
}

function count(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}

test("bytes and UUIDs", () => {
  assert.equal(random.bytes(33).length, 33);
  assert.notDeepEqual(random.bytes(16), random.bytes(16));
  assert.match(random.uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("digits have the length asked for, leading zeros included, and are evenly distributed", () => {
  for (const length of [0, 1, 6, 14, 15, 40]) assert.match(random.digits(length), new RegExp(`^[0-9]{${length}}$`));
  const codes = Array.from({ length: 3000 }, () => random.digits(6));
  assert.ok(codes.some((code) => code.startsWith("0")));
  for (const place of [0, 5]) {
    const counts = count(codes.map((code) => code.charAt(place)).join(""));
    // Nine degrees of freedom: beyond 50 once in ten million runs.
    assert.ok(unevenness(counts, 10, 3000) < 50, JSON.stringify([...counts]));
  }
});

test("texts use the whole alphabet evenly, also where it does not divide 256", () => {
  const alphabet = Array.from({ length: 200 }, (_, index) => String.fromCharCode(0x100 + index)).join("");
  const counts = count(random.text(alphabet, 40_000));
  // 199 degrees of freedom, mean 199, deviation 20; taking bytes modulo 200 would yield about 7,000.
  assert.ok(unevenness(counts, 200, 40_000) < 340);
  assert.match(random.text("ab", 50), /^[ab]{50}$/);
  assert.equal(random.text("ab", 0), "");
});

test("alphabets that would be biased are refused", () => {
  for (const alphabet of ["", "a", "aa", "aba", "x".repeat(257)]) {
    assert.throws(() => random.text(alphabet, 5), RangeError, alphabet.slice(0, 10));
  }
});
