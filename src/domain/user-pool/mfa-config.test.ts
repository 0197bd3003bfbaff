import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolRequest, SetUserPoolMfaConfigRequest } from "../../model/generated/types.js";
import { describeMfaConfig, withMfaConfig } from "./mfa-config.js";
import { newUserPool } from "./new-user-pool.js";

const identity = { id: "us-east-1_a", region: "us-east-1", accountId: "123456789012", now: 1_000 };
const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };
const developer: Partial<CreateUserPoolRequest> = {
  EmailConfiguration: { EmailSendingAccount: "DEVELOPER", SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/a" },
};
const pool = (request: Partial<CreateUserPoolRequest> = {}) => newUserPool({ PoolName: "p", ...request }, identity);
const set = (request: Omit<SetUserPoolMfaConfigRequest, "UserPoolId">, before: ReturnType<typeof pool> = pool()) =>
  withMfaConfig(before, { UserPoolId: identity.id, ...request }, { now: 2_000, strictArns: false });

const off = "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.";
const none = "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.";
const refusals: readonly [string, Omit<SetUserPoolMfaConfigRequest, "UserPoolId">, Partial<CreateUserPoolRequest>?][] =
  [
    [off, { MfaConfiguration: "OFF", SoftwareTokenMfaConfiguration: { Enabled: false } }],
    [off, { SmsMfaConfiguration: { SmsConfiguration } }],
    [off, { MfaConfiguration: "OFF", EmailMfaConfiguration: {} }],
    [none, { MfaConfiguration: "ON" }],
    [none, { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: false } }],
    [
      "Can't turn off SMS_MFA when SMS configuration is set for the user pool",
      { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } },
      { MfaConfiguration: "ON", SmsConfiguration },
    ],
    [
      "Can't turn off SMS_MFA when SMS configuration is set for the user pool",
      { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } },
      { SmsConfiguration },
    ],
    [
      "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
      { MfaConfiguration: "ON", SmsMfaConfiguration: { SmsAuthenticationMessage: "Code {####}" } },
    ],
    [
      "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
      { MfaConfiguration: "ON", EmailMfaConfiguration: { Message: "Code {####}" } },
    ],
    [
      "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
      { MfaConfiguration: "ON", SoftwareTokenMfaConfiguration: { Enabled: true } },
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
    ],
    [
      "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
      {
        MfaConfiguration: "ON",
        SoftwareTokenMfaConfiguration: { Enabled: true },
        WebAuthnConfiguration: { FactorConfiguration: "SINGLE_FACTOR" },
      },
      { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } } },
    ],
    ["Invalid relying party ID.", { WebAuthnConfiguration: { RelyingPartyId: "co.uk" } }],
    ["Invalid relying party ID.", { WebAuthnConfiguration: { RelyingPartyId: "https://example.com" } }],
  ];
for (const [message, request, before] of refusals) {
  test(`SetUserPoolMfaConfig ${JSON.stringify(request)} is refused: ${message}`, () => {
    assert.throws(() => set(request, pool(before)), { name: "InvalidParameterException", message });
  });
}

test("a pool that was never configured answers OFF and nothing else", () => {
  assert.deepEqual(describeMfaConfig(pool()), { MfaConfiguration: "OFF" });
  assert.deepEqual(describeMfaConfig(pool({ SmsConfiguration })), { MfaConfiguration: "OFF" });
});

test("SMS role and text are one store with the pool's", () => {
  const message = "Your code is {####}";
  const after = set({
    MfaConfiguration: "ON",
    SmsMfaConfiguration: { SmsAuthenticationMessage: message, SmsConfiguration },
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
  assert.deepEqual(after.settings.SmsConfiguration, SmsConfiguration);
  assert.equal(after.settings.SmsAuthenticationMessage, message);
  assert.deepEqual(describeMfaConfig(after), {
    SmsMfaConfiguration: { SmsAuthenticationMessage: message, SmsConfiguration },
    SoftwareTokenMfaConfiguration: { Enabled: true },
    MfaConfiguration: "ON",
  });
});

test("what is not sent is gone, the SMS role stays with the pool", () => {
  const on = set({
    MfaConfiguration: "OPTIONAL",
    SmsMfaConfiguration: { SmsConfiguration },
    SoftwareTokenMfaConfiguration: { Enabled: true },
    WebAuthnConfiguration: { RelyingPartyId: "example.com" },
  });
  const after = set({ MfaConfiguration: "OFF" }, on);
  assert.deepEqual(describeMfaConfig(after), { MfaConfiguration: "OFF" });
  assert.deepEqual(after.settings.SmsConfiguration, SmsConfiguration);
  assert.equal(after.modifiedAt, 2_000);
});

test("passkeys may be configured while MFA is off, email MFA needs an own sender", () => {
  const passkeys = { RelyingPartyId: "example.com", UserVerification: "required" as const };
  assert.deepEqual(describeMfaConfig(set({ WebAuthnConfiguration: passkeys })), {
    MfaConfiguration: "OFF",
    WebAuthnConfiguration: passkeys,
  });
  const email = { Message: "Code {####}", Subject: "Code" };
  assert.deepEqual(describeMfaConfig(set({ MfaConfiguration: "ON", EmailMfaConfiguration: email }, pool(developer))), {
    EmailMfaConfiguration: email,
    MfaConfiguration: "ON",
  });
});
