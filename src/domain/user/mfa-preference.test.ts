import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserMfa } from "../user.js";
import {
  legacyMfaOptions,
  type MfaPreferenceFacts,
  type MfaPreferenceRequest,
  mfaPreference,
  withoutFactor,
} from "./mfa-preference.js";

const NONE: UserMfa = { enabled: [] };
const FACTS: MfaPreferenceFacts = {
  by: "user",
  current: NONE,
  attributes: new Map([
    ["email", "a@b"],
    ["phone_number", "+1"],
  ]),
  hasSoftwareToken: true,
  poolMfa: {
    configuration: "OPTIONAL",
    factors: ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"],
    multiFactorPasskeys: true,
  },
};
const REQUIRED = { ...FACTS.poolMfa, configuration: "ON" } as const;
const TOKEN_PREFERRED: UserMfa = { enabled: ["SOFTWARE_TOKEN_MFA"], preferred: "SOFTWARE_TOKEN_MFA" };
const ON = { Enabled: true };
const PREFERRED = { Enabled: true, PreferredMfa: true };

const CHOSEN: [string, MfaPreferenceRequest, Partial<MfaPreferenceFacts>, UserMfa][] = [
  ["nothing mentioned", {}, { current: TOKEN_PREFERRED }, TOKEN_PREFERRED],
  ["a token", { SoftwareTokenMfaSettings: PREFERRED }, {}, TOKEN_PREFERRED],
  ["SMS without preference", { SMSMfaSettings: ON }, {}, { enabled: ["SMS_MFA"] }],
  ["email", { EmailMfaSettings: PREFERRED }, {}, { enabled: ["EMAIL_OTP"], preferred: "EMAIL_OTP" }],
  [
    "another preference replaces the old one",
    { SMSMfaSettings: PREFERRED },
    { current: TOKEN_PREFERRED },
    { enabled: ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], preferred: "SMS_MFA" },
  ],
  [
    "preferring what is enabled already",
    { SMSMfaSettings: { PreferredMfa: true } },
    { current: { enabled: ["SMS_MFA"] } },
    { enabled: ["SMS_MFA"], preferred: "SMS_MFA" },
  ],
  [
    "off takes the preference along",
    { SoftwareTokenMfaSettings: { Enabled: false } },
    { current: TOKEN_PREFERRED },
    NONE,
  ],
  [
    "off needs no address",
    { SMSMfaSettings: { Enabled: false, PreferredMfa: false } },
    { current: { enabled: ["SMS_MFA"] }, attributes: new Map() },
    NONE,
  ],
  [
    "the preference alone goes",
    { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false } },
    { current: TOKEN_PREFERRED },
    { enabled: ["SOFTWARE_TOKEN_MFA"] },
  ],
  [
    "a pool with MFA off",
    { SMSMfaSettings: ON },
    { poolMfa: { configuration: "OFF", factors: [], multiFactorPasskeys: false } },
    { enabled: ["SMS_MFA"] },
  ],
  [
    "a token that is switched off where MFA is required stays on, and loses the preference",
    { SoftwareTokenMfaSettings: { Enabled: false, PreferredMfa: false }, SMSMfaSettings: PREFERRED },
    { current: TOKEN_PREFERRED, poolMfa: REQUIRED },
    { enabled: ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], preferred: "SMS_MFA" },
  ],
  [
    "a message factor goes off where MFA is required",
    { SMSMfaSettings: { Enabled: false } },
    { current: { enabled: ["SMS_MFA"] }, poolMfa: REQUIRED },
    NONE,
  ],
  [
    "passkeys beside another factor, and what is not mentioned stays",
    { WebAuthnMfaSettings: ON },
    { current: TOKEN_PREFERRED },
    { ...TOKEN_PREFERRED, passkeys: true },
  ],
  [
    "passkeys together with the first factor of all",
    { WebAuthnMfaSettings: ON, EmailMfaSettings: ON },
    {},
    { enabled: ["EMAIL_OTP"], passkeys: true },
  ],
  [
    "passkeys that are on stay on through other changes",
    { SMSMfaSettings: PREFERRED },
    { current: { ...TOKEN_PREFERRED, passkeys: true } },
    { enabled: ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], preferred: "SMS_MFA", passkeys: true },
  ],
  [
    "passkeys off, with the last other factor",
    { WebAuthnMfaSettings: { Enabled: false }, SoftwareTokenMfaSettings: { Enabled: false } },
    { current: { ...TOKEN_PREFERRED, passkeys: true } },
    NONE,
  ],
];

for (const [what, request, facts, expected] of CHOSEN) {
  test(`MFA preference: ${what}`, () => assert.deepEqual(mfaPreference(request, { ...FACTS, ...facts }), expected));
}

const noConfig = (factor: string): string => `User does not have delivery config set to turn on ${factor}`;
const EVERYTHING_ON: MfaPreferenceRequest = { SMSMfaSettings: PREFERRED, SoftwareTokenMfaSettings: PREFERRED };

const REFUSED: [string, MfaPreferenceRequest, Partial<MfaPreferenceFacts>, string][] = [
  [
    "a token not proven, by the user",
    { SoftwareTokenMfaSettings: ON },
    { hasSoftwareToken: false },
    "User has not verified software token mfa",
  ],
  [
    "a token not proven, by an administrator",
    { SoftwareTokenMfaSettings: ON },
    { hasSoftwareToken: false, by: "admin" },
    noConfig("SOFTWARE_TOKEN_MFA"),
  ],
  ["SMS without a phone number", { SMSMfaSettings: ON }, { attributes: new Map() }, noConfig("SMS_MFA")],
  ["email without an address", { EmailMfaSettings: ON }, { attributes: new Map() }, noConfig("EMAIL_OTP")],
  [
    "a factor that the pool does not use",
    { EmailMfaSettings: ON },
    { poolMfa: { ...REQUIRED, factors: ["SMS_MFA"] } },
    noConfig("EMAIL_OTP"),
  ],
  [
    "passkeys where they are one factor",
    { WebAuthnMfaSettings: ON },
    { current: TOKEN_PREFERRED, poolMfa: { ...FACTS.poolMfa, multiFactorPasskeys: false } },
    noConfig("WEB_AUTHN_MFA"),
  ],
  [
    "passkeys alone",
    { WebAuthnMfaSettings: ON },
    {},
    "A user with WEB_AUTHN_MFA must have another MFA factor enabled.",
  ],
  [
    "taking the last factor beside passkeys",
    { SoftwareTokenMfaSettings: { Enabled: false } },
    { current: { ...TOKEN_PREFERRED, passkeys: true } },
    "A user with WEB_AUTHN_MFA must have another MFA factor enabled.",
  ],
  ["two preferences", EVERYTHING_ON, {}, "Only one MFA factor can be preferred."],
  [
    "a preference that is off",
    { SMSMfaSettings: { Enabled: false, PreferredMfa: true } },
    {},
    "A preferred MFA factor must be enabled.",
  ],
];

for (const [what, request, facts, message] of REFUSED) {
  test(`MFA preference refused: ${what}`, () => {
    assert.throws(() => mfaPreference(request, { ...FACTS, ...facts }), { name: "InvalidParameterException", message });
  });
}

test("a factor that is gone takes its preference along, and nothing else", () => {
  assert.deepEqual(withoutFactor(TOKEN_PREFERRED, "SOFTWARE_TOKEN_MFA"), NONE);
  const several: UserMfa = { enabled: ["SMS_MFA", "SOFTWARE_TOKEN_MFA"], preferred: "SMS_MFA", passkeys: true };
  assert.deepEqual(withoutFactor(several, "SOFTWARE_TOKEN_MFA"), { ...several, enabled: ["SMS_MFA"] });
  assert.deepEqual(withoutFactor(NONE, "SOFTWARE_TOKEN_MFA"), NONE);
});

test("legacy MFA options turn SMS on and off", () => {
  const sms = [{ DeliveryMedium: "SMS" as const, AttributeName: "phone_number" }];
  const on = legacyMfaOptions(sms, TOKEN_PREFERRED, FACTS.attributes);
  assert.deepEqual(on, {
    enabled: ["SMS_MFA", "SOFTWARE_TOKEN_MFA"],
    preferred: "SOFTWARE_TOKEN_MFA",
    options: [{ attribute: "phone_number", medium: "SMS" }],
  });
  assert.deepEqual(legacyMfaOptions([], on, new Map()), TOKEN_PREFERRED);
  assert.deepEqual(legacyMfaOptions([], { enabled: ["SMS_MFA"], preferred: "SMS_MFA" }, new Map()), NONE);
  assert.throws(() => legacyMfaOptions(sms, NONE, new Map()), { message: noConfig("SMS_MFA") });
  assert.throws(() => legacyMfaOptions([], { enabled: ["SMS_MFA"], passkeys: true }, new Map()), {
    message: "A user with WEB_AUTHN_MFA must have another MFA factor enabled.",
  });
  assert.throws(() => legacyMfaOptions([{ DeliveryMedium: "EMAIL", AttributeName: "email" }], NONE, FACTS.attributes), {
    name: "InvalidParameterException",
  });
});
