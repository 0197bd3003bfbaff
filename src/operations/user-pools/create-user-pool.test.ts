import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolCommand, DescribeUserPoolCommand, UpdateUserPoolCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const create = (input: object = {}) => world.client.send(new CreateUserPoolCommand({ PoolName: "mypool", ...input }));

test("CreateUserPool answers what DescribeUserPool answers", async () => {
  const { UserPool } = await create();
  assert.match(UserPool?.Id ?? "", /^us-east-1_[0-9A-Za-z]{9}$/);
  const described = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: UserPool?.Id }));
  assert.deepEqual(described.UserPool, UserPool);
});

test("a pool belongs to the region that the request is signed for", async () => {
  const oregon = world.clientFor({ region: "us-west-2" });
  const { UserPool } = await oregon.send(new CreateUserPoolCommand({ PoolName: "mypool" }));
  assert.match(UserPool?.Arn ?? "", /^arn:aws:cognito-idp:us-west-2:\d{12}:userpool\/us-west-2_/);
  oregon.destroy();
});

test("a schema with a Boolean and a String attribute comes back as Terraform compares it", async () => {
  const { UserPool } = await create({
    Schema: [
      {
        Name: "terraform",
        AttributeDataType: "Boolean",
        Mutable: false,
        Required: false,
        DeveloperOnlyAttribute: false,
      },
      {
        Name: "foo",
        AttributeDataType: "String",
        Mutable: false,
        Required: false,
        DeveloperOnlyAttribute: false,
        StringAttributeConstraints: {},
      },
    ],
  });
  assert.deepEqual(UserPool?.SchemaAttributes?.slice(20), [
    {
      Name: "custom:terraform",
      AttributeDataType: "Boolean",
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: false,
    },
    {
      Name: "custom:foo",
      AttributeDataType: "String",
      DeveloperOnlyAttribute: false,
      Mutable: false,
      Required: false,
      StringAttributeConstraints: {},
    },
  ]);
});

const refusals: readonly [string, string, object][] = [
  [
    "InvalidParameterException",
    "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.",
    { AliasAttributes: ["email"], UsernameAttributes: ["email"] },
  ],
  [
    "InvalidParameterException",
    "SMS configuration is required when phone_number is selected for auto verification",
    { AutoVerifiedAttributes: ["phone_number"] },
  ],
  [
    "InvalidParameterException",
    "SMS configuration and Auto verification for phone_number are required when MFA is required/optional",
    { MfaConfiguration: "OPTIONAL" },
  ],
  [
    "InvalidParameterException",
    "Required custom attributes are not supported currently.",
    { Schema: [{ Name: "x", AttributeDataType: "String", Required: true }] },
  ],
  [
    "InvalidParameterException",
    "Invalid AttributeDataType input, consider using the provided AttributeDataType enum.",
    { Schema: [{ Name: "x" }] },
  ],
  [
    "InvalidParameterException",
    "1 validation error detected: Value 'phone_number_verified' at 'schema.1.member.name' failed to satisfy constraint: Member must have length less than or equal to 20",
    { Schema: [{ Name: "phone_number_verified", AttributeDataType: "Boolean" }] },
  ],
  [
    "InvalidParameterException",
    "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
    { UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email"] } },
  ],
  [
    "InvalidParameterException",
    "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
    {
      Policies: { PasswordPolicy: { MinimumLength: 8, TemporaryPasswordValidityDays: 7 } },
      AdminCreateUserConfig: { UnusedAccountValidityDays: 7 },
    },
  ],
  [
    "FeatureUnavailableInTierException",
    "The following features need to be disabled for the LITE pricing tier configured: Passwordless Sign-In",
    { UserPoolTier: "LITE", Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } } },
  ],
  [
    "UserPoolTaggingException",
    "Tag key aws:owner is invalid: the prefix aws: is reserved.",
    { UserPoolTags: { "aws:owner": "x" } },
  ],
];
for (const [name, message, input] of refusals) {
  test(`CreateUserPool refuses: ${message}`, () => assert.rejects(create(input), { name, message }));
}

test("with strict ARNs, roles and identities of other accounts are refused", async () => {
  const strict = await startTestWorld({ strictArns: true });
  const SourceArn = "arn:aws:ses:us-east-1:999999999999:identity/a@example.com";
  const refused = {
    name: "InvalidEmailRoleAccessPolicyException",
    message: "Cognito is not allowed to use your email identity",
  };
  await assert.rejects(strict.pool({ EmailConfiguration: { SourceArn } }), refused);
  const { Id: UserPoolId } = await strict.pool();
  const update = new UpdateUserPoolCommand({ UserPoolId, EmailConfiguration: { SourceArn } });
  await assert.rejects(strict.client.send(update), refused);
  await strict.close();
});
