import assert from "node:assert/strict";
import { test } from "node:test";
import { TOTP_SECRET_BYTES, totpStepOf } from "./totp.js";

const SECRET = Buffer.from("12345678901234567890");

/** Appendix B of RFC 6238, SHA-1: seconds, and the last six of its eight digits. */
const PUBLISHED: [number, string][] = [
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
];

for (const [seconds, code] of PUBLISHED) {
  test(`RFC 6238 at ${seconds} seconds`, () => {
    assert.equal(totpStepOf(SECRET, code, seconds * 1000), Math.floor(seconds / 30));
  });
}

test("T-25 a code is good for its step and one either side, and says which", () => {
  const [seconds, code] = [1234567890, "005924"];
  const step = seconds / 30;
  const at = (steps: number) => totpStepOf(SECRET, code, (step + steps) * 30_000);
  assert.deepEqual([-2, -1, 0, 1, 2].map(at), [undefined, step, step, step, undefined]);
  assert.equal(totpStepOf(SECRET, code, (step + 2) * 30_000 - 1), step, "to the last millisecond");
});

test("what is no code of six digits is a wrong one", () => {
  const now = 59_000;
  for (const code of [
    "",
    "28708",
    "2870820",
    "287082 ",
    "28708x",
    "\u0662\u0668\u0667\u0660\u0668\u0662",
    "-87082",
    "9".repeat(9999),
  ]) {
    assert.equal(totpStepOf(SECRET, code, now), undefined, JSON.stringify(code.slice(0, 20)));
  }
  assert.equal(totpStepOf(Buffer.alloc(TOTP_SECRET_BYTES), "287082", now), undefined, "of another secret");
});

test("T-59 a clock at its very beginning reaches no step before it", () => {
  assert.equal(totpStepOf(SECRET, "755224", 0), 0);
  assert.equal(totpStepOf(SECRET, "287082", 0), 1);
});
