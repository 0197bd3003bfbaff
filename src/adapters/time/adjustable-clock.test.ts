import assert from "node:assert/strict";
import { test } from "node:test";
import { adjustableClock } from "./adjustable-clock.js";

function adjustable() {
  const base = { wallMs: 5_000, monotonicMs: 10 };
  const clock = adjustableClock({ now: () => base.wallMs, monotonic: () => base.monotonicMs });
  const pass = (milliseconds: number) => {
    base.wallMs += milliseconds;
    base.monotonicMs += milliseconds;
  };
  return { clock, pass };
}

test("untouched, it follows its base", () => {
  const { clock, pass } = adjustable();
  pass(7);
  assert.deepEqual([clock.now(), clock.monotonic(), clock.isFrozen()], [5_007, 17, false]);
});

test("moving forward moves both times; moving back moves the wall time only", () => {
  const { clock, pass } = adjustable();
  clock.advance(1_000);
  assert.deepEqual([clock.now(), clock.monotonic()], [6_000, 1_010]);
  clock.advance(-4_000);
  pass(1);
  assert.deepEqual([clock.now(), clock.monotonic()], [2_001, 1_011]);
});

test("setting is a jump of the wall time, which then runs on", () => {
  const { clock, pass } = adjustable();
  clock.set(1_700_000_000_000);
  pass(5);
  assert.deepEqual([clock.now(), clock.monotonic()], [1_700_000_000_005, 15]);
});

test("frozen time moves only by hand and runs on from where it stood", () => {
  const { clock, pass } = adjustable();
  clock.freeze();
  pass(100);
  clock.freeze();
  assert.deepEqual([clock.now(), clock.monotonic(), clock.isFrozen()], [5_000, 10, true]);
  clock.advance(50);
  assert.deepEqual([clock.now(), clock.monotonic()], [5_050, 60]);
  clock.set(9_000);
  assert.deepEqual([clock.now(), clock.monotonic()], [9_000, 60]);
  clock.resume();
  clock.resume();
  assert.deepEqual([clock.now(), clock.monotonic(), clock.isFrozen()], [9_000, 60, false]);
  pass(3);
  assert.deepEqual([clock.now(), clock.monotonic()], [9_003, 63]);
  clock.freeze(100);
  assert.equal(clock.now(), 100);
});
