import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAfterPassword, checkBeforePassword, type SignInFacts } from "./sign-in-order.js";
import type { UserStatus } from "./user.js";

const day = 86_400_000;
const facts = (status: UserStatus, more: Partial<SignInFacts> & { enabled?: boolean } = {}): SignInFacts => ({
  pool: { settings: {} },
  user: { status, enabled: more.enabled ?? true },
  credential: { temporary: status === "FORCE_CHANGE_PASSWORD", setAt: 0 },
  now: 0,
  ...more,
});

test("a disabled user is told so before the password is looked at", () => {
  assert.throws(() => checkBeforePassword(facts("CONFIRMED", { enabled: false })), {
    name: "NotAuthorizedException",
    message: "User is disabled.",
  });
});

test("nothing else about the state is told before the password is proven", () => {
  for (const status of ["UNCONFIRMED", "RESET_REQUIRED", "FORCE_CHANGE_PASSWORD", "CONFIRMED"] as const) {
    checkBeforePassword(facts(status, { now: 1000 * day }));
  }
});

const after: readonly [string, SignInFacts, { name: string; message: string } | undefined][] = [
  ["confirmed", facts("CONFIRMED"), undefined],
  ["unconfirmed", facts("UNCONFIRMED"), { name: "UserNotConfirmedException", message: "User is not confirmed." }],
  [
    "reset",
    facts("RESET_REQUIRED"),
    { name: "PasswordResetRequiredException", message: "Password reset required for the user" },
  ],
  ["invited a moment less than seven days ago", facts("FORCE_CHANGE_PASSWORD", { now: 7 * day - 1 }), undefined],
  [
    "invited seven days ago",
    facts("FORCE_CHANGE_PASSWORD", { now: 7 * day }),
    {
      name: "NotAuthorizedException",
      message: "Temporary password has expired and must be reset by an administrator.",
    },
  ],
  [
    "invited to a pool of one day",
    facts("FORCE_CHANGE_PASSWORD", {
      now: day,
      pool: { settings: { Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 1 } } } },
    }),
    {
      name: "NotAuthorizedException",
      message: "Temporary password has expired and must be reset by an administrator.",
    },
  ],
  ["confirmed long ago: a chosen password does not age", facts("CONFIRMED", { now: 9999 * day }), undefined],
];
for (const [name, given, expected] of after) {
  test(`after the password: ${name}`, () => {
    if (expected === undefined) checkAfterPassword(given);
    else assert.throws(() => checkAfterPassword(given), expected);
  });
}
