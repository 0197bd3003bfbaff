import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PasswordPolicyType } from "../../model/generated/types.js";
import { checkPassword, PASSWORD_SYMBOLS, type PasswordDoor, policyDescription } from "./password-policy.js";
import { checkTemporaryPasswordAge, temporaryPassword } from "./temporary-password.js";

const STRICT: PasswordPolicyType = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
};
const LOOSE: PasswordPolicyType = { MinimumLength: 6 };

const CASES: [string, PasswordPolicyType, string | undefined][] = [
  ["Passw0rd!", STRICT, undefined],
  ["Passw0rd 1", STRICT, undefined],
  ["aaaaaa", LOOSE, undefined],
  ["", LOOSE, "Password not long enough"],
  ["aaaaa", LOOSE, "Password not long enough"],
  ["aB1!", STRICT, "Password not long enough"],
  ["passw0rd!", STRICT, "Password must have uppercase characters"],
  ["PASSW0RD!", STRICT, "Password must have lowercase characters"],
  ["Password!", STRICT, "Password must have numeric characters"],
  ["Passw0rd1", STRICT, "Password must have symbol characters"],
  ["äöüÄÖÜß1!", STRICT, "Password must have uppercase characters"],
  ["Passw0rd€", STRICT, "Password must have symbol characters"],
  ["Passw٣rd!", STRICT, "Password must have numeric characters"],
  [" Passw0rd!", STRICT, "Password must not begin or end with a space"],
  ["Passw0rd! ", STRICT, "Password must not begin or end with a space"],
  ["a".repeat(256), LOOSE, undefined],
  ["a".repeat(257), LOOSE, "Password too long"],
];

for (const [password, policy, fault] of CASES) {
  test(`password ${JSON.stringify(password.slice(0, 20))}: ${fault ?? "taken"}`, () => {
    if (fault === undefined) return checkPassword(password, policy, "other");
    assert.throws(() => checkPassword(password, policy, "other"), {
      name: "InvalidPasswordException",
      message: `Password does not conform to policy: ${fault}`,
    });
  });
}

const DOORS: [PasswordDoor, string][] = [
  ["sign-up", "Password did not conform with policy: Password not long enough"],
  ["admin-create", "Password did not conform with password policy: Password not long enough"],
  ["other", "Password does not conform to policy: Password not long enough"],
];

for (const [door, message] of DOORS) {
  test(`the refusal at door ${door}`, () => {
    assert.throws(() => checkPassword("x", STRICT, door), { message });
  });
}

test("each of the 32 symbols of Cognito's list is one", () => {
  assert.equal(new Set(PASSWORD_SYMBOLS).size, 32);
  for (const symbol of PASSWORD_SYMBOLS) checkPassword(`Passw0rd${symbol}`, STRICT, "other");
});

test("a policy described", () => {
  assert.deepEqual(policyDescription({ MinimumLength: 10, RequireNumbers: true, RequireSymbols: false }), [
    "at least 10 characters",
    "a number",
  ]);
});

test("a temporary password conforms to every policy, whatever is drawn", () => {
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 99 }), fc.infiniteStream(fc.nat()), (MinimumLength, draws) => {
      const password = temporaryPassword({ MinimumLength }, (bound) => (draws.next().value as number) % bound);
      checkPassword(password, { ...STRICT, MinimumLength }, "admin-create");
      assert.equal(password.length, Math.max(12, MinimumLength));
      assert.match(password, /^[^\sIOl01<>&"'`\\{}]+$/);
    }),
    { numRuns: 200 },
  );
});

test("a temporary password lasts for the days of its policy", () => {
  const day = 24 * 60 * 60 * 1000;
  checkTemporaryPasswordAge({ TemporaryPasswordValidityDays: 1 }, 0, day - 1);
  checkTemporaryPasswordAge({ TemporaryPasswordValidityDays: 0 }, 0, 7 * day - 1);
  checkTemporaryPasswordAge({}, 1000, 0);
  for (const [policy, age] of [
    [{ TemporaryPasswordValidityDays: 1 }, day],
    [{}, 7 * day],
  ] as const) {
    assert.throws(() => checkTemporaryPasswordAge(policy, 0, age), {
      name: "NotAuthorizedException",
      message: "Temporary password has expired and must be reset by an administrator.",
    });
  }
});
