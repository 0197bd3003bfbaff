import assert from "node:assert/strict";
import { test } from "node:test";
import {
  defaultClientSessions,
  defaultPoolSessions,
  maySignInSilently,
  requireTracking,
  sessionsKept,
  tracksSessions,
} from "./configuration.js";

const enabled = { tracking: "ENABLED", maxPerUser: 3 } as const;

test("sessions are tracked where the pool says so and its plan has them", () => {
  const cases = [
    [enabled, undefined, true],
    [enabled, "PLUS", true],
    [enabled, "ESSENTIALS", true],
    [enabled, "LITE", false],
    [defaultPoolSessions, "PLUS", false],
  ] as const;
  for (const [configuration, UserPoolTier, expected] of cases) {
    const settings = { PoolName: "pool", ...(UserPoolTier === undefined ? {} : { UserPoolTier }) };
    assert.equal(tracksSessions({ settings }, configuration), expected, UserPoolTier);
  }
});

test("a sign-in takes the last place", () => {
  assert.equal(sessionsKept(enabled), 2);
  assert.equal(sessionsKept({ ...enabled, maxPerUser: 1 }), 0);
});

test("settings of clients need a pool that tracks", () => {
  requireTracking(enabled);
  assert.throws(() => requireTracking(defaultPoolSessions), { name: "InvalidParameterException" });
});

test("an SSO session is reused for its minutes after the last fresh authentication, and with 0 never", () => {
  const minute = 60_000;
  const cases = [
    [60, 60 * minute - 1, true],
    [60, 60 * minute, false],
    [0, 0, false],
    [129_600, 90 * 24 * 60 * minute - 1, true],
  ] as const;
  for (const [ssoMaxValidityMinutes, age, expected] of cases) {
    assert.equal(maySignInSilently({ ssoMaxValidityMinutes }, 1_000, 1_000 + age), expected);
  }
  assert.equal(defaultClientSessions.ssoMaxValidityMinutes, 60);
});
