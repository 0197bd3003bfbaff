import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuthFactorType } from "../../model/generated/types.js";
import type { User } from "../user.js";
import type { UserPool } from "../user-pool.js";
import { type UserHoldings, userAuthFactorsView } from "./auth-factors.js";

const USER: User = {
  poolId: "p",
  sub: "s",
  username: "ann",
  status: "CONFIRMED",
  enabled: true,
  attributes: new Map([
    ["email", "a@b"],
    ["phone_number", "+1"],
  ]),
  mfa: { enabled: [] },
  createdAt: 1,
  modifiedAt: 1,
  version: 1,
};
const EVERYTHING: UserHoldings = { hasPassword: true, hasPasskey: true, hasSoftwareToken: true };
const EVERY_MFA: UserPool["mfa"] = { configuration: "OPTIONAL", sms: {}, softwareToken: { Enabled: true }, email: {} };

function pool(allowed: AuthFactorType[] | undefined, mfa: UserPool["mfa"] = { configuration: "OFF" }) {
  const settings = allowed ? { Policies: { SignInPolicy: { AllowedFirstAuthFactors: allowed } } } : {};
  return { settings, mfa };
}

const CASES: [string, ReturnType<typeof pool>, Partial<User>, Partial<UserHoldings>, AuthFactorType[]][] = [
  ["a pool of before: the password", pool(undefined), {}, {}, ["PASSWORD"]],
  [
    "what is allowed and there, in one order",
    pool(["WEB_AUTHN", "SMS_OTP", "EMAIL_OTP", "PASSWORD"]),
    {},
    {},
    ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"],
  ],
  [
    "what is not there is not listed",
    pool(["WEB_AUTHN", "SMS_OTP", "EMAIL_OTP", "PASSWORD"]),
    { attributes: new Map() },
    { hasPassword: false, hasPasskey: false },
    [],
  ],
  [
    "codes and passkeys that would be one factor, where the user owes two",
    pool(["WEB_AUTHN", "SMS_OTP", "EMAIL_OTP", "PASSWORD"], EVERY_MFA),
    { mfa: { enabled: ["SOFTWARE_TOKEN_MFA", "SMS_MFA"] } },
    {},
    ["PASSWORD", "SMS_OTP", "SOFTWARE_TOKEN"],
  ],
  [
    "a passkey that is two factors",
    pool(["WEB_AUTHN", "PASSWORD"], {
      ...EVERY_MFA,
      webAuthn: { FactorConfiguration: "MULTI_FACTOR_WITH_USER_VERIFICATION" },
    }),
    { mfa: { enabled: ["SOFTWARE_TOKEN_MFA"], passkeys: true } },
    {},
    ["PASSWORD", "WEB_AUTHN", "SOFTWARE_TOKEN"],
  ],
  ["a passkey where none is allowed", pool(["PASSWORD"]), {}, {}, ["PASSWORD"]],
  [
    "an invited user has the password alone",
    pool(["WEB_AUTHN", "SMS_OTP", "EMAIL_OTP", "PASSWORD"]),
    { status: "FORCE_CHANGE_PASSWORD" },
    {},
    ["PASSWORD"],
  ],
  ["a registered token, switched on or not", pool(undefined, EVERY_MFA), {}, {}, ["PASSWORD", "SOFTWARE_TOKEN"]],
  ["no token", pool(undefined, EVERY_MFA), {}, { hasSoftwareToken: false }, ["PASSWORD"]],
  [
    "a token in a pool that takes none any more",
    pool(undefined, { configuration: "OPTIONAL", sms: {} }),
    { mfa: { enabled: ["SMS_MFA", "SOFTWARE_TOKEN_MFA"] } },
    {},
    ["PASSWORD", "SMS_OTP"],
  ],
  [
    "messages that are second factors only",
    pool(["PASSWORD"], EVERY_MFA),
    { mfa: { enabled: ["SMS_MFA", "EMAIL_OTP"] } },
    { hasSoftwareToken: false },
    ["PASSWORD", "EMAIL_OTP", "SMS_OTP"],
  ],
];

for (const [what, given, user, holdings, expected] of CASES) {
  test(`factors of a user: ${what}`, () => {
    const view = userAuthFactorsView(given, { ...USER, ...user }, { ...EVERYTHING, ...holdings });
    assert.deepEqual(view.ConfiguredUserAuthFactors, expected);
  });
}

test("factors of a user: name and preferences as stored", () => {
  const mfa: User["mfa"] = { enabled: ["SOFTWARE_TOKEN_MFA"], preferred: "SOFTWARE_TOKEN_MFA", passkeys: true };
  assert.deepEqual(userAuthFactorsView(pool(undefined, EVERY_MFA), { ...USER, mfa }, EVERYTHING), {
    Username: "ann",
    PreferredMfaSetting: "SOFTWARE_TOKEN_MFA",
    UserMFASettingList: ["SOFTWARE_TOKEN_MFA"],
    ConfiguredUserAuthFactors: ["PASSWORD", "SOFTWARE_TOKEN"],
  });
});
