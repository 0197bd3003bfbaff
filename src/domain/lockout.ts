/**
 * Owns how long a user is locked out after wrong passwords. From the fifth failure on the lock lasts 2^(n-5) seconds, 900
 * at most; attempts while locked neither count nor tell whether the password was right. A success, or 15 minutes without
 * a failure, starts over (Cognito developer guide). T-09: the caller keeps one record per user, whatever name was typed
 * and whichever door was used.
 */
import { NotAuthorizedException } from "../model/generated/exceptions.js";

const FREE_FAILURES = 5;

const LONGEST_LOCK_MS = 900_000;

const QUIET_MS = 15 * 60 * 1000;

/** Failures in a row; times are epoch milliseconds. */
export interface Lockout {
  readonly failures: number;
  readonly lastFailureAt: number;
  /** Absent while not locked. */
  readonly lockedUntil?: number | undefined;
}

/** What becomes of an attempt, and of the record. */
export interface LockoutVerdict {
  /** True if the attempt must be answered as locked out, whatever the password was. */
  readonly locked: boolean;
  /** The record to keep; undefined to clear it. */
  readonly next: Lockout | undefined;
}

/**
 * Settles an attempt that came out right or wrong. To have parallel attempts all count, settle a failure before looking
 * at the password and clear the record if the password was right.
 */
export function settleAttempt(
  current: Lockout | undefined,
  outcome: "success" | "failure",
  now: number,
): LockoutVerdict {
  const known = current && withoutFuture(current, now);
  if (isLocked(known, now)) return { locked: true, next: known };
  if (outcome === "success") return { locked: false, next: undefined };
  const failures = (known === undefined || now - known.lastFailureAt >= QUIET_MS ? 0 : known.failures) + 1;
  const lock = lockMs(failures);
  return {
    locked: false,
    next: { failures, lastFailureAt: now, ...(lock > 0 ? { lockedUntil: now + lock } : {}) },
  };
}

/** Whether attempts at `now` are refused unseen. */
export function isLocked(lockout: Lockout | undefined, now: number): boolean {
  if (lockout?.lockedUntil === undefined) return false;
  return now < (withoutFuture(lockout, now).lockedUntil ?? 0);
}

/** The answer to an attempt while locked. */
export function passwordAttemptsExceeded(): NotAuthorizedException {
  return new NotAuthorizedException("Password attempts exceeded");
}

/** How long the nth failure locks. */
export function lockMs(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(1000 * 2 ** (failures - FREE_FAILURES), LONGEST_LOCK_MS);
}

/**
 * A record from the future means that the clock was set back (T-59). It then counts as made now, so that nobody is locked
 * for longer than the rule says and no age is negative.
 */
function withoutFuture(lockout: Lockout, now: number): Lockout {
  if (lockout.lastFailureAt <= now) return lockout;
  const lock = lockMs(lockout.failures);
  return { failures: lockout.failures, lastFailureAt: now, ...(lock > 0 ? { lockedUntil: now + lock } : {}) };
}
