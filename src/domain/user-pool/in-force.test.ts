import assert from "node:assert/strict";
import { test } from "node:test";
import type { UserPoolSettings } from "../user-pool.js";
import {
  allowsSelfSignUp,
  availableMfaFactors,
  configuredTriggers,
  isCaseSensitive,
  lambdaConfig,
  mustVerifyBeforeUpdate,
  passwordPolicy,
  recoveryMechanisms,
  temporaryPasswordValidityDays,
  tier,
} from "./in-force.js";
import { invitationTexts, verificationMessageTemplate, verificationTexts } from "./message-templates.js";

const pool = (settings: UserPoolSettings = {}) => ({ settings });
const strict = { RequireUppercase: true, RequireLowercase: true, RequireNumbers: true, RequireSymbols: true };
const lax = { RequireUppercase: false, RequireLowercase: false, RequireNumbers: false, RequireSymbols: false };

const policies: readonly [string, UserPoolSettings, object][] = [
  ["never sent", {}, { MinimumLength: 8, ...strict, TemporaryPasswordValidityDays: 7 }],
  [
    "only a sign-in policy",
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] } } },
    { MinimumLength: 8, ...strict, TemporaryPasswordValidityDays: 7 },
  ],
  ["sent empty", { Policies: { PasswordPolicy: {} } }, { MinimumLength: 8, ...lax, TemporaryPasswordValidityDays: 7 }],
  [
    "sent in part",
    { Policies: { PasswordPolicy: { MinimumLength: 6, RequireNumbers: true, PasswordHistorySize: 3 } } },
    { MinimumLength: 6, ...lax, RequireNumbers: true, PasswordHistorySize: 3, TemporaryPasswordValidityDays: 7 },
  ],
  [
    "zero days",
    { Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 0 } } },
    { MinimumLength: 8, ...lax, TemporaryPasswordValidityDays: 7 },
  ],
];
for (const [name, settings, expected] of policies) {
  test(`password policy ${name}`, () => assert.deepEqual(passwordPolicy(pool(settings)), expected));
}

test("temporary passwords live as long as either member says, the policy's first", () => {
  const older = { AdminCreateUserConfig: { UnusedAccountValidityDays: 3 } };
  assert.equal(temporaryPasswordValidityDays(pool(older)), 3);
  const both = { ...older, Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 9 } } };
  assert.equal(temporaryPasswordValidityDays(pool(both)), 9);
});

test("a pool that never said so is case sensitive, open for sign-up, on the Essentials plan", () => {
  assert.equal(isCaseSensitive(pool()), true);
  assert.equal(isCaseSensitive(pool({ UsernameConfiguration: { CaseSensitive: false } })), false);
  assert.equal(allowsSelfSignUp(pool()), true);
  assert.equal(allowsSelfSignUp(pool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } })), false);
  assert.equal(tier(pool()), "ESSENTIALS");
});

test("recovery goes by priority, and by email then phone where nothing was set", () => {
  assert.deepEqual(recoveryMechanisms(pool()), ["verified_email", "verified_phone_number"]);
  const phoneFirst = {
    RecoveryMechanisms: [
      { Priority: 2, Name: "verified_email" as const },
      { Priority: 1, Name: "verified_phone_number" as const },
    ],
  };
  assert.deepEqual(recoveryMechanisms(pool({ AccountRecoverySetting: phoneFirst })), [
    "verified_phone_number",
    "verified_email",
  ]);
});

test("only the attributes named wait for verification", () => {
  const settings: UserPoolSettings = {
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  };
  assert.equal(mustVerifyBeforeUpdate(pool(settings), "email"), true);
  assert.equal(mustVerifyBeforeUpdate(pool(settings), "phone_number"), false);
  assert.equal(mustVerifyBeforeUpdate(pool(), "email"), false);
});

test("either spelling of pre token generation means both", () => {
  const arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
  const both = {
    PreTokenGeneration: arn,
    PreTokenGenerationConfig: { LambdaArn: arn, LambdaVersion: "V1_0" as const },
  };
  assert.deepEqual(lambdaConfig(pool({ LambdaConfig: { PreTokenGeneration: arn } })), both);
  const config = { LambdaArn: arn, LambdaVersion: "V2_0" as const };
  const second = pool({ LambdaConfig: { PreTokenGenerationConfig: config, KMSKeyID: arn, PreSignUp: arn } });
  assert.equal(lambdaConfig(second).PreTokenGeneration, arn);
  assert.deepEqual(configuredTriggers(second), ["PreSignUp", "PreTokenGeneration"]);
  assert.deepEqual(configuredTriggers(pool()), []);
});

test("the two spellings of the verification texts are one store and the template wins", () => {
  const settings: UserPoolSettings = {
    EmailVerificationMessage: "old {####}",
    EmailVerificationSubject: "old subject",
    VerificationMessageTemplate: { EmailMessage: "new {####}", SmsMessage: "sms {####}" },
  };
  assert.deepEqual(verificationMessageTemplate(pool(settings)), {
    EmailMessage: "new {####}",
    EmailSubject: "old subject",
    SmsMessage: "sms {####}",
    DefaultEmailOption: "CONFIRM_WITH_CODE",
  });
  assert.deepEqual(verificationMessageTemplate(pool()), { DefaultEmailOption: "CONFIRM_WITH_CODE" });
  assert.equal(verificationTexts(pool(settings)).emailMessage, "new {####}");
  assert.equal(verificationTexts(pool()).emailMessage, undefined);
  const InviteMessageTemplate = { EmailSubject: "Welcome" };
  assert.equal(invitationTexts(pool({ AdminCreateUserConfig: { InviteMessageTemplate } })).emailSubject, "Welcome");
});

test("factors count only while MFA is on", () => {
  const factors = { sms: {}, softwareToken: { Enabled: true }, email: {} };
  assert.deepEqual(availableMfaFactors({ mfa: { configuration: "OFF", ...factors } }), []);
  assert.deepEqual(availableMfaFactors({ mfa: { configuration: "OPTIONAL", ...factors } }), [
    "SMS_MFA",
    "SOFTWARE_TOKEN_MFA",
    "EMAIL_OTP",
  ]);
  assert.deepEqual(availableMfaFactors({ mfa: { configuration: "ON", softwareToken: { Enabled: false } } }), []);
});
