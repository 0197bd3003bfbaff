import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { attemptKey, checkAttemptLimit, type LimitedOperation } from "./attempt-limits.js";
import { isLocked, type Lockout, lockMs, passwordAttemptsExceeded, settleAttempt } from "./lockout.js";

const MINUTE = 60_000;

/** Fails again as soon as each lock is over; answers the record and the time. */
function failTimes(times: number): { lockout: Lockout | undefined; now: number } {
  let lockout: Lockout | undefined;
  let now = 1_000_000;
  for (let failure = 0; failure < times; failure++) {
    now = Math.max(now, lockout?.lockedUntil ?? 0);
    lockout = settleAttempt(lockout, "failure", now).next;
  }
  return { lockout, now };
}

const LOCKS: [number, number][] = [
  [1, 0],
  [4, 0],
  [5, 1],
  [6, 2],
  [9, 16],
  [14, 512],
  [15, 900],
  [1000, 900],
];

for (const [failures, seconds] of LOCKS) {
  test(`T-09 failure ${failures} locks for ${seconds} s`, () => assert.equal(lockMs(failures), seconds * 1000));
}

test("T-09 the fifth failure locks, and each later one twice as long", () => {
  assert.equal(failTimes(4).lockout?.lockedUntil, undefined);
  for (const [failures, seconds] of [
    [5, 1],
    [6, 2],
    [8, 8],
  ] as const) {
    const { lockout, now } = failTimes(failures);
    assert.deepEqual(lockout, { failures, lastFailureAt: now, lockedUntil: now + seconds * 1000 });
  }
});

test("T-09 an attempt while locked neither counts nor tells", () => {
  const { lockout, now } = failTimes(6);
  for (const outcome of ["success", "failure"] as const) {
    assert.deepEqual(settleAttempt(lockout, outcome, now + 1999), { locked: true, next: lockout });
  }
  assert.equal(settleAttempt(lockout, "failure", now + 2000).next?.failures, 7);
  assert.deepEqual(settleAttempt(lockout, "success", now + 2000), { locked: false, next: undefined });
  assert.equal(passwordAttemptsExceeded().message, "Password attempts exceeded");
});

test("T-09 fifteen quiet minutes start over", () => {
  const { lockout, now } = failTimes(4);
  assert.equal(settleAttempt(lockout, "failure", now + 15 * MINUTE - 1).next?.failures, 5);
  assert.equal(settleAttempt(lockout, "failure", now + 15 * MINUTE).next?.failures, 1);
});

test("T-59 a clock that was set back locks nobody for longer than the rule says", () => {
  const { lockout, now } = failTimes(7);
  const earlier = now - 24 * 60 * MINUTE;
  const { locked, next } = settleAttempt(lockout, "failure", earlier);
  assert.equal(locked, true);
  assert.deepEqual(next, { failures: 7, lastFailureAt: earlier, lockedUntil: earlier + 4000 });
  assert.equal(isLocked(next, earlier + 4000), false);
  assert.equal(isLocked(lockout, earlier), true);
});

test("T-59 whatever the clock does, a lock that is kept is over within fifteen minutes", () => {
  const step = fc.record({
    move: fc.integer({ min: -10_000_000, max: 2_000_000 }),
    outcome: fc.constantFrom("success" as const, "failure" as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let lockout: Lockout | undefined;
      let now = 100_000_000;
      for (const { move, outcome } of steps) {
        now += move;
        lockout = settleAttempt(lockout, outcome, now).next;
        assert.ok((lockout?.lockedUntil ?? 0) <= now + 15 * MINUTE);
        assert.ok((lockout?.lastFailureAt ?? 0) <= now);
        assert.equal(isLocked(lockout, now + 15 * MINUTE), false);
      }
    }),
    { numRuns: 300 },
  );
});

test("T-09 ten thousand tries in a day get less than a thousand looks at the password", () => {
  let lockout: Lockout | undefined;
  let looks = 0;
  for (let attempt = 0; attempt < 10_000; attempt++) {
    const verdict = settleAttempt(lockout, "failure", attempt * 8640);
    lockout = verdict.next;
    if (!verdict.locked) looks++;
  }
  assert.ok(looks < 1000, String(looks));
});

const LIMITS: [LimitedOperation, number][] = [
  ["ForgotPassword", 20],
  ["ConfirmForgotPassword", 20],
  ["ResendConfirmationCode", 5],
  ["ConfirmSignUp", 15],
  ["ChangePassword", 5],
  ["GetUserAttributeVerificationCode", 5],
  ["VerifyUserAttribute", 15],
];

for (const [operation, limit] of LIMITS) {
  test(`T-14 ${operation} ${limit} times an hour`, () => {
    checkAttemptLimit(operation, limit);
    assert.throws(() => checkAttemptLimit(operation, limit + 1), {
      name: "LimitExceededException",
      message: "Attempt limit exceeded, please try after some time.",
    });
  });
}

test("attempts are counted per operation, pool and user", () => {
  assert.equal(attemptKey("ConfirmSignUp", "eu_1", "s"), "ConfirmSignUp/eu_1/s");
});
