import assert from "node:assert/strict";
import { test } from "node:test";
import type { MfaFactor } from "../user.js";
import { type RecoveryFacts, recoveryDelivery } from "./recovery.js";

type Setting = RecoveryFacts["setting"];

const EMAIL_FIRST: Setting = {
  RecoveryMechanisms: [
    { Priority: 2, Name: "verified_phone_number" },
    { Priority: 1, Name: "verified_email" },
  ],
};
const PHONE_FIRST: Setting = {
  RecoveryMechanisms: [
    { Priority: 1, Name: "verified_phone_number" },
    { Priority: 2, Name: "verified_email" },
  ],
};
const EMAIL_ONLY: Setting = { RecoveryMechanisms: [{ Priority: 1, Name: "verified_email" }] };
const PHONE_ONLY: Setting = { RecoveryMechanisms: [{ Priority: 1, Name: "verified_phone_number" }] };
const ADMIN_ONLY: Setting = { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" }] };

const NO_WAY = "Cannot reset password for the user as there is no registered/verified email or phone_number";

const CASES: [string, Setting, "e" | "p" | "ep" | "", MfaFactor[], string][] = [
  ["email first", EMAIL_FIRST, "ep", [], "email"],
  ["email first, only the phone proven", EMAIL_FIRST, "p", [], "phone_number"],
  ["phone first", PHONE_FIRST, "ep", [], "phone_number"],
  ["email only, only the phone proven", EMAIL_ONLY, "p", [], NO_WAY],
  ["nothing proven", EMAIL_FIRST, "", [], NO_WAY],
  ["T-28 phone first, SMS is the second factor", PHONE_FIRST, "ep", ["SMS_MFA"], "email"],
  ["T-28 phone only, SMS is the second factor", PHONE_ONLY, "ep", ["SMS_MFA"], NO_WAY],
  ["T-28 email only, email is the second factor", EMAIL_ONLY, "ep", ["EMAIL_OTP"], NO_WAY],
  ["email only, SMS is the second factor", EMAIL_ONLY, "ep", ["SMS_MFA"], "email"],
  ["phone only, SMS is one of two factors", PHONE_ONLY, "ep", ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "phone_number"],
  ["legacy", undefined, "ep", [], "phone_number"],
  ["legacy, no mechanism", { RecoveryMechanisms: [] }, "e", [], "email"],
  ["legacy, SMS is the second factor", undefined, "ep", ["SMS_MFA"], "phone_number"],
  ["administrators only", ADMIN_ONLY, "ep", [], "Contact administrator to reset password."],
];

for (const [what, setting, proven, mfaFactors, expected] of CASES) {
  test(`recovery: ${what}`, () => {
    const facts: RecoveryFacts = {
      setting,
      mfaFactors,
      attributes: new Map([
        ["email", "a@b"],
        ["email_verified", String(proven.includes("e"))],
        ["phone_number", "+1"],
        ["phone_number_verified", String(proven.includes("p"))],
      ]),
    };
    if (["email", "phone_number"].includes(expected)) {
      return assert.equal(recoveryDelivery(facts).attribute, expected);
    }
    const name = expected === NO_WAY ? "InvalidParameterException" : "NotAuthorizedException";
    assert.throws(() => recoveryDelivery(facts), { name, message: expected });
  });
}

test("a flag without an address is no way back", () => {
  const attributes = new Map([["email_verified", "true"]]);
  assert.throws(() => recoveryDelivery({ setting: undefined, attributes, mfaFactors: [] }), { message: NO_WAY });
});
