import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "./system-clock.js";

function movable() {
  const source = { wallMs: 1_000_000_000_000, monotonicMs: 50 };
  const clock = systemClock({ wall: () => source.wallMs, monotonic: () => source.monotonicMs });
  const pass = (milliseconds: number) => {
    source.wallMs += milliseconds;
    source.monotonicMs += milliseconds;
  };
  return { source, clock, pass, start: source.wallMs };
}

test("the machine's clock is told as it is", () => {
  const before = Date.now();
  const clock = systemClock();
  const now = clock.now();
  assert.ok(now >= before && now <= Date.now());
  const first = clock.monotonic();
  assert.ok(clock.monotonic() >= first);
});

test("forward steps and jumps are followed", () => {
  const { source, clock, pass, start } = movable();
  pass(1000);
  assert.equal(clock.now(), start + 1000);
  source.wallMs += 86_400_000;
  assert.equal(clock.now(), start + 86_401_000);
});

test("T-59: after a small jump back time goes on at half speed until the wall clock has caught up", () => {
  const { source, clock, pass, start } = movable();
  assert.equal(clock.now(), start);
  source.wallMs -= 60_000;
  assert.equal(clock.now(), start);
  pass(10_000);
  assert.equal(clock.now(), start + 5_000);
  pass(110_000);
  assert.equal(clock.now(), start + 60_000);
  pass(1_000);
  assert.equal(clock.now(), start + 61_000);
});

test("T-59: frequent readings do not stop the time, and it never goes backwards", () => {
  const { source, clock, pass, start } = movable();
  clock.now();
  source.wallMs -= 60_000;
  let last = clock.now();
  for (let index = 0; index < 1_000; index += 1) {
    pass(1);
    const now = clock.now();
    assert.ok(now >= last);
    last = now;
  }
  assert.equal(last, start + 500);
});

test("a grossly wrong clock that is mended is followed", () => {
  const { source, clock, start } = movable();
  clock.now();
  source.wallMs -= 3_600_000;
  assert.equal(clock.now(), start - 3_600_000);
});
