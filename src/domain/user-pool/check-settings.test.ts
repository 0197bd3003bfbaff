import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolRequest, UpdateUserPoolRequest } from "../../model/generated/types.js";
import { checkChangedPool, checkNewPool } from "./check-settings.js";
import { newUserPool } from "./new-user-pool.js";
import { withUpdatedSettings } from "./update-settings.js";

/** Where a pool may name its own sender. */
const ownSender = {
  EmailSendingAccount: "DEVELOPER",
  SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/example.com",
} as const;

const identity = { id: "us-east-1_abcdefghi", region: "us-east-1", accountId: "123456789012", now: 1_000 };
const role = "arn:aws:iam::123456789012:role/sms";
const foreignRole = "arn:aws:iam::999999999999:role/sms";
const fn = (name: string, region = "us-east-1") => `arn:aws:lambda:${region}:123456789012:function:${name}`;
const sms = { SnsCallerArn: role, ExternalId: "x", SnsRegion: "us-east-1" };

function create(request: Omit<CreateUserPoolRequest, "PoolName">, strictArns = false) {
  const whole = { PoolName: "p", ...request };
  const pool = newUserPool(whole, identity);
  checkNewPool(pool, whole, strictArns);
  return pool;
}

type Case = readonly [request: Omit<CreateUserPoolRequest, "PoolName">, exception: string, message: string];
const refusals: readonly Case[] = [
  [
    { AliasAttributes: ["email"], UsernameAttributes: ["email"] },
    "InvalidParameterException",
    "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
  ],
  [
    { AutoVerifiedAttributes: ["phone_number"] },
    "InvalidParameterException",
    "SMS configuration is required when phone_number is selected for auto verification",
  ],
  [
    { MfaConfiguration: "ON" },
    "InvalidParameterException",
    "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
  ],
  [
    { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] } },
    "InvalidParameterException",
    "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
  ],
  [
    {
      Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 7 } },
      AdminCreateUserConfig: { UnusedAccountValidityDays: 7 },
    },
    "InvalidParameterException",
    "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
  ],
  [
    { AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage: "Welcome aboard." } } },
    "InvalidParameterException",
    "1 validation error detected: Value 'Welcome aboard.' at 'adminCreateUserConfig.inviteMessage.emailMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*\\{####\\}[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*",
  ],
  [
    { AdminCreateUserConfig: { InviteMessageTemplate: { SMSMessage: "Welcome aboard." } } },
    "InvalidParameterException",
    "1 validation error detected: Value 'Welcome aboard.' at 'adminCreateUserConfig.inviteMessage.smsMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: (?s).*\\{####\\}(?s).*",
  ],
  [
    { AdminCreateUserConfig: { InviteMessageTemplate: { SMSMessage: "no name {####}" } } },
    "InvalidParameterException",
    "1 validation error detected: Value 'no name {####}' at 'adminCreateUserConfig.inviteMessage.smsMessage' failed to satisfy constraint: Member must satisfy regular expression pattern: (?s).*\\{username\\}(?s).*",
  ],
  [
    {
      LambdaConfig: {
        KMSKeyID: "arn:aws:kms:ap-northeast-1:123456789012:key/k",
        CustomEmailSender: { LambdaArn: "arn:aws:lambda:us-east-1:123456789012:function:f", LambdaVersion: "V1_0" },
      },
    },
    "InvalidParameterException",
    "Encountered error when CreateGrant was attempted on the input KMS key - Invalid arn ap-northeast-1",
  ],
  ...[
    "Smith, John <john@example.com>",
    "John Smith Ph.D. <john@example.com>",
    '"John" Smith" <john@example.com>',
    "john",
  ].map(
    (From) =>
      [
        { EmailConfiguration: { From } },
        "InvalidParameterException",
        "Provided From email address is invalid",
      ] as const,
  ),
  [
    { EmailConfiguration: { EmailSendingAccount: "DEVELOPER" } },
    "InvalidParameterException",
    "Source ARN is required to use DEVELOPER email sending owner",
  ],
  [
    { EmailConfiguration: { SourceArn: "arn:aws:ses:ap-south-1:123456789012:identity/a@example.com" } },
    "InvalidParameterException",
    "Provided SourceArn must be in one of the following SES regions: eu-west-1, us-east-1, us-west-2.",
  ],
  [
    { EmailConfiguration: { From: "support@example.com" } },
    "InvalidParameterException",
    "Cannot configure From email address for default email configuration",
  ],
  [{ EmailConfiguration: { From: "nobody" } }, "InvalidParameterException", "Provided From email address is invalid"],
  [
    { EmailConfiguration: { From: "John Smith Ph.D. <john@example.com>" } },
    "InvalidParameterException",
    "Provided From email address is invalid",
  ],
  [
    { EmailConfiguration: { From: '"John" Smith" <john@example.com>' } },
    "InvalidParameterException",
    "Provided From email address is invalid",
  ],
  [
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Priority: 1, Name: "admin_only" },
          { Priority: 2, Name: "verified_email" },
        ],
      },
    },
    "InvalidParameterException",
    "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
  ],
  [
    {
      AccountRecoverySetting: {
        RecoveryMechanisms: [
          { Priority: 1, Name: "verified_phone_number" },
          { Priority: 1, Name: "verified_email" },
        ],
      },
    },
    "InvalidParameterException",
    "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.",
  ],
  [
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["EMAIL_OTP"] } } },
    "InvalidParameterException",
    "Password should be configured as one of the allowed first auth factors.",
  ],
  [
    { Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "SMS_OTP"] } } },
    "InvalidParameterException",
    "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration",
  ],
  [
    {
      MfaConfiguration: "ON",
      SmsConfiguration: sms,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    },
    "InvalidParameterException",
    "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled",
  ],
  [
    {
      MfaConfiguration: "ON",
      SmsConfiguration: sms,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "WEB_AUTHN"] } },
    },
    "InvalidParameterException",
    "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
  ],
  [
    { UserPoolTier: "LITE", Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
    "FeatureUnavailableInTierException",
    "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
  ],
  [
    {
      UserPoolTier: "LITE",
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: fn("f"), LambdaVersion: "V2_0" } },
    },
    "FeatureUnavailableInTierException",
    "The following features need to be disabled for the LITE pricing tier configured: Token Customization with Pre-Token Generation Lambda V2_0",
  ],
  [
    { UserPoolTier: "ESSENTIALS", UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } },
    "FeatureUnavailableInTierException",
    "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
  ],
  [
    { LambdaConfig: { CustomEmailSender: { LambdaArn: fn("f"), LambdaVersion: "V1_0" } } },
    "InvalidParameterException",
    "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
  ],
  [
    {
      LambdaConfig: {
        PreTokenGeneration: fn("f"),
        PreTokenGenerationConfig: { LambdaArn: fn("g"), LambdaVersion: "V1_0" },
      },
    },
    "InvalidParameterException",
    "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
  ],
  [
    { LambdaConfig: { PreSignUp: fn("f", "eu-west-1") } },
    "InvalidParameterException",
    "Cross-region lambda functions are not supported",
  ],
  [
    { UserPoolTags: { "aws:x": "y" } },
    "UserPoolTaggingException",
    "Tag key aws:x is invalid: the prefix aws: is reserved.",
  ],
  [
    { AliasAttributes: ["preferred_username"], Schema: [{ Name: "preferred_username", Required: true }] },
    "InvalidParameterException",
    "preferred_username cannot be both an alias attribute and a required attribute.",
  ],
  [
    { DcrConfiguration: {} },
    "InvalidParameterException",
    "Dynamic client registration is not available in this version of Poolhouse.",
  ],
];
for (const [request, name, message] of refusals) {
  test(`CreateUserPool refuses: ${message}`, () => assert.throws(() => create(request), { name, message }));
}

const accepted: readonly [string, Omit<CreateUserPoolRequest, "PoolName">][] = [
  ["nothing but a name", {}],
  ["MFA with an SMS role", { MfaConfiguration: "ON", SmsConfiguration: sms }],
  ["a function of another account", { LambdaConfig: { PreSignUp: fn("f").replace("123456789012", "999999999999") } }],
  [
    "an SMS role of another account",
    { SmsConfiguration: { ...sms, SnsCallerArn: foreignRole, SnsRegion: "eu-west-1" } },
  ],
  ["threat protection where no tier was sent", { UserPoolAddOns: { AdvancedSecurityMode: "ENFORCED" } }],
  [
    "optional MFA beside one-time passwords",
    {
      MfaConfiguration: "OPTIONAL",
      SmsConfiguration: sms,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
    },
  ],
  ["a sender with a name", { EmailConfiguration: { ...ownSender, From: '"Smith, John" <john@example.com>' } }],
  ["a sender with a plain name", { EmailConfiguration: { ...ownSender, From: "John Smith <john@example.com>" } }],
  [
    "a sender whose name has quotes inside",
    { EmailConfiguration: { ...ownSender, From: '"John \\"J\\" Smith" <john@example.com>' } },
  ],
  ["a sender without a name", { EmailConfiguration: { ...ownSender, From: "<john@example.com>" } }],
  [
    "an invitation without a code where passwords are not the only way in",
    {
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } },
      AdminCreateUserConfig: { InviteMessageTemplate: { EmailMessage: "Welcome, {username}" } },
    },
  ],
];
for (const [name, request] of accepted) {
  test(`CreateUserPool accepts ${name}`, () => assert.doesNotThrow(() => create(request)));
}

test("strict ARNs refuse what belongs to other accounts and regions", () => {
  assert.throws(() => create({ SmsConfiguration: { ...sms, SnsCallerArn: foreignRole } }, true), {
    message: "Cross-account pass role is not allowed.",
  });
  assert.throws(() => create({ SmsConfiguration: { ...sms, SnsRegion: "eu-west-1" } }, true), {
    message: "Invalid snsRegion. Allowed SNS region for us-east-1 is us-east-1",
  });
  const SourceArn = "arn:aws:ses:us-east-1:999999999999:identity/a@example.com";
  assert.throws(() => create({ EmailConfiguration: { SourceArn } }, true), {
    name: "InvalidEmailRoleAccessPolicyException",
    message: "Cognito is not allowed to use your email identity",
  });
});

function update(before: Omit<CreateUserPoolRequest, "PoolName">, change: Omit<UpdateUserPoolRequest, "UserPoolId">) {
  const request = { UserPoolId: identity.id, ...change };
  const pool = withUpdatedSettings(create(before), request, 2_000);
  checkChangedPool(pool, request, false);
  return pool;
}

test("UpdateUserPool cannot turn MFA on before a factor is enabled", () => {
  const message = "Cannot turn MFA functionality ON, once the user pool has been created.";
  assert.throws(() => update({}, { MfaConfiguration: "ON" }), { message });
  assert.throws(() => update({ SmsConfiguration: sms }, { MfaConfiguration: "OPTIONAL" }), { message });
  const repeated = update({ MfaConfiguration: "ON", SmsConfiguration: sms }, { MfaConfiguration: "ON" });
  assert.equal(repeated.mfa.configuration, "ON");
});

test("UpdateUserPool that drops the auto-verified attributes clashes with what must be verified before update", () => {
  const before: Omit<CreateUserPoolRequest, "PoolName"> = {
    AutoVerifiedAttributes: ["email"],
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] },
  };
  assert.throws(() => update(before, {}), {
    message: "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
  });
  const cleared = update(before, {
    UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: [] },
  });
  assert.equal(cleared.settings.AutoVerifiedAttributes, undefined);
});
