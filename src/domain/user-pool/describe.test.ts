import assert from "node:assert/strict";
import { test } from "node:test";
import type { CreateUserPoolRequest } from "../../model/generated/types.js";
import { describeUserPool, describeUserPoolInList } from "./describe.js";
import { newUserPool, newUserPoolId } from "./new-user-pool.js";

const identity = { id: "us-west-2_abc123XYZ", region: "us-west-2", accountId: "123456789012", now: 1_548_097_827_716 };
const pool = (request: Partial<CreateUserPoolRequest> = {}) =>
  newUserPool({ PoolName: "mypool", ...request }, identity);
const nothingAround = { estimatedUsers: 0, domains: [] };

test("a pool made with nothing but a name shows exactly the members that clients expect unasked", () => {
  const { SchemaAttributes, ...shown } = describeUserPool(pool(), nothingAround);
  assert.equal(SchemaAttributes?.length, 20);
  assert.deepEqual(shown, {
    Id: "us-west-2_abc123XYZ",
    Name: "mypool",
    Arn: "arn:aws:cognito-idp:us-west-2:123456789012:userpool/us-west-2_abc123XYZ",
    CreationDate: 1_548_097_827.716,
    LastModifiedDate: 1_548_097_827.716,
    Policies: {
      PasswordPolicy: {
        MinimumLength: 8,
        RequireUppercase: true,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        TemporaryPasswordValidityDays: 7,
      },
      SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD"] },
    },
    DeletionProtection: "INACTIVE",
    LambdaConfig: {},
    VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_CODE" },
    MfaConfiguration: "OFF",
    EstimatedNumberOfUsers: 0,
    EmailConfiguration: { EmailSendingAccount: "COGNITO_DEFAULT" },
    UserPoolTags: {},
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: false, UnusedAccountValidityDays: 7 },
    AccountRecoverySetting: {
      RecoveryMechanisms: [
        { Priority: 1, Name: "verified_email" },
        { Priority: 2, Name: "verified_phone_number" },
      ],
    },
    UserPoolTier: "ESSENTIALS",
    KeyConfiguration: { KeyType: "AWS_OWNED_KEY" },
    IssuerConfiguration: { Type: "ORIGINAL" },
  });
});

test("verification texts sent at the top appear in the template, and the other way round", () => {
  const top = describeUserPool(
    pool({
      EmailVerificationMessage: "mail {####}",
      EmailVerificationSubject: "subject",
      SmsVerificationMessage: "sms {####}",
    }),
    nothingAround,
  );
  assert.deepEqual(top.VerificationMessageTemplate, {
    EmailMessage: "mail {####}",
    EmailSubject: "subject",
    SmsMessage: "sms {####}",
    DefaultEmailOption: "CONFIRM_WITH_CODE",
  });
  const template = { EmailMessage: "mail {####}", EmailSubject: "subject", SmsMessage: "sms {####}" };
  const below = describeUserPool(pool({ VerificationMessageTemplate: template }), nothingAround);
  assert.equal(below.EmailVerificationMessage, "mail {####}");
  assert.equal(below.EmailVerificationSubject, "subject");
  assert.equal(below.SmsVerificationMessage, "sms {####}");
});

test("empty lists are absent, a cleared attribute-update setting is an empty list", () => {
  const shown = describeUserPool(
    pool({ AutoVerifiedAttributes: [], AliasAttributes: [], UserAttributeUpdateSettings: {} }),
    nothingAround,
  );
  assert.ok(!("AutoVerifiedAttributes" in shown) && !("AliasAttributes" in shown));
  assert.deepEqual(shown.UserAttributeUpdateSettings, { AttributesRequireVerificationBeforeUpdate: [] });
});

test("prefix and custom domain are members of their own", () => {
  const shown = describeUserPool(pool(), {
    estimatedUsers: 3,
    domains: [
      { domain: "auth.example.com", kind: "custom" },
      { domain: "mine", kind: "prefix" },
    ],
  });
  assert.equal(shown.Domain, "mine");
  assert.equal(shown.CustomDomain, "auth.example.com");
  assert.equal(shown.EstimatedNumberOfUsers, 3);
});

test("the list shows id, name, triggers and dates only", () => {
  assert.deepEqual(describeUserPoolInList(pool()), {
    Id: "us-west-2_abc123XYZ",
    Name: "mypool",
    LambdaConfig: {},
    LastModifiedDate: 1_548_097_827.716,
    CreationDate: 1_548_097_827.716,
  });
});

test("a pool id is the region and nine picked characters", () => {
  const id = newUserPoolId("eu-central-1", (alphabet, count) => alphabet.slice(-count));
  assert.equal(id, "eu-central-1_rstuvwxyz");
});
