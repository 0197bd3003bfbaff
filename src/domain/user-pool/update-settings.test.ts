import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolRequest } from "../../model/generated/types.js";
import { newUserPool } from "./new-user-pool.js";
import { withUpdatedSettings } from "./update-settings.js";

const fn = "arn:aws:lambda:us-east-1:123456789012:function:f";
const full: CreateUserPoolRequest = {
  PoolName: "before",
  Policies: {
    PasswordPolicy: { MinimumLength: 10, RequireSymbols: true },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
  },
  DeletionProtection: "ACTIVE",
  LambdaConfig: { PreSignUp: fn },
  AutoVerifiedAttributes: ["email"],
  AliasAttributes: ["email"],
  SmsVerificationMessage: "s {####}",
  EmailVerificationMessage: "e {####}",
  EmailVerificationSubject: "subject",
  VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" },
  SmsAuthenticationMessage: "a {####}",
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
  EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT", ReplyToEmailAddress: "r@example.com" },
  SmsConfiguration: { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" },
  UserPoolTags: { a: "1" },
  AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
  UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
  UsernameConfiguration: { CaseSensitive: false },
  AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" }] },
  UserPoolTier: "PLUS",
  KeyConfiguration: { KeyType: "AWS_OWNED_KEY" },
  IssuerConfiguration: { Type: "ORIGINAL" },
  MfaConfiguration: "OPTIONAL",
};
const before = newUserPool(full, { id: "us-east-1_a", region: "us-east-1", accountId: "123456789012", now: 1_000 });
const empty = withUpdatedSettings(before, { UserPoolId: before.id }, 2_000);

const kept = [
  "Policies",
  "AliasAttributes",
  "UserAttributeUpdateSettings",
  "EmailConfiguration",
  "SmsConfiguration",
  "UsernameConfiguration",
  "AccountRecoverySetting",
  "UserPoolTier",
  "KeyConfiguration",
  "IssuerConfiguration",
] as const;
for (const member of kept) {
  test(`an update that omits ${member} keeps it`, () => {
    assert.notEqual(before.settings[member], undefined);
    assert.deepEqual(empty.settings[member], before.settings[member]);
  });
}

const reset = [
  "DeletionProtection",
  "LambdaConfig",
  "AutoVerifiedAttributes",
  "SmsVerificationMessage",
  "EmailVerificationMessage",
  "EmailVerificationSubject",
  "VerificationMessageTemplate",
  "SmsAuthenticationMessage",
  "DeviceConfiguration",
  "AdminCreateUserConfig",
  "UserPoolAddOns",
] as const;
for (const member of reset) {
  test(`an update that omits ${member} resets it`, () => {
    assert.notEqual(before.settings[member], undefined);
    assert.ok(!(member in empty.settings));
  });
}

test("an update that omits tags, name and MFA keeps them, and tells the time", () => {
  assert.deepEqual(empty.tags, { a: "1" });
  assert.equal(empty.name, "before");
  assert.deepEqual(empty.mfa, { configuration: "OPTIONAL", sms: {} });
  assert.equal(empty.modifiedAt, 2_000);
  assert.equal(empty.createdAt, 1_000);
});

test("each policy is kept when only the other one is sent, and a sent one is replaced whole", () => {
  const password = withUpdatedSettings(
    before,
    { UserPoolId: before.id, Policies: { PasswordPolicy: { MinimumLength: 12 } } },
    2_000,
  );
  assert.deepEqual(password.settings.Policies, {
    PasswordPolicy: { MinimumLength: 12 },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] },
  });
});

test("what is sent replaces what was there", () => {
  const change = {
    UserPoolId: before.id,
    LambdaConfig: { CustomMessage: fn },
    UserPoolTags: { b: "2" },
    PoolName: "x",
  };
  const after = withUpdatedSettings(before, change, 2_000);
  assert.deepEqual(after.settings.LambdaConfig, { CustomMessage: fn });
  assert.deepEqual(after.tags, { b: "2" });
  assert.equal(after.name, "x");
});
