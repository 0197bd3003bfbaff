import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeUserPoolCommand, SetUserPoolMfaConfigCommand, UpdateUserPoolCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const role = "arn:aws:iam::123456789012:role/sms";
const SmsConfiguration = { SnsCallerArn: role, ExternalId: "example", SnsRegion: "us-east-1" };

async function update(UserPoolId: string, input: object) {
  assert.deepEqual(
    { ...(await world.client.send(new UpdateUserPoolCommand({ UserPoolId, ...input }))), $metadata: 0 },
    { $metadata: 0 },
  );
  return (await world.client.send(new DescribeUserPoolCommand({ UserPoolId }))).UserPool;
}

test("what is omitted is kept or reset, member by member", async () => {
  const { Id } = await world.pool({
    Policies: { PasswordPolicy: { MinimumLength: 12 } },
    DeletionProtection: "ACTIVE",
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" },
    DeviceConfiguration: { ChallengeRequiredOnNewDevice: true },
    AutoVerifiedAttributes: ["email"],
    UserPoolTags: { a: "1" },
    SmsConfiguration,
  });
  world.clock.advance(5_000);
  const after = await update(Id, {});
  assert.equal(after?.Policies?.PasswordPolicy?.MinimumLength, 12);
  assert.deepEqual(after?.UserPoolTags, { a: "1" });
  assert.deepEqual(after?.SmsConfiguration, SmsConfiguration);
  assert.equal(after?.DeletionProtection, "INACTIVE");
  assert.equal(after?.AdminCreateUserConfig?.AllowAdminCreateUserOnly, false);
  for (const gone of ["UserPoolAddOns", "DeviceConfiguration", "AutoVerifiedAttributes"]) {
    assert.ok(!(gone in (after ?? {})), gone);
  }
  assert.ok((after?.LastModifiedDate?.getTime() ?? 0) - (after?.CreationDate?.getTime() ?? 0) >= 5_000);
});

test("MFA cannot be turned on before a factor is enabled", async () => {
  const { Id } = await world.pool();
  await assert.rejects(update(Id, { MfaConfiguration: "ON" }), {
    name: "InvalidParameterException",
    message: "Cannot turn MFA functionality ON, once the user pool has been created.",
  });
  await world.client.send(
    new SetUserPoolMfaConfigCommand({
      UserPoolId: Id,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    }),
  );
  assert.equal((await update(Id, { MfaConfiguration: "ON" }))?.MfaConfiguration, "ON");
});

test("a refused update changes nothing", async () => {
  const { Id } = await world.pool({ UserPoolTags: { a: "1" } });
  await assert.rejects(update(Id, { UserPoolTags: { b: "2" }, AutoVerifiedAttributes: ["phone_number"] }), {
    message: "SMS configuration is required when phone_number is selected for auto verification",
  });
  const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
  assert.deepEqual(UserPool?.UserPoolTags, { a: "1" });
});

test("a feature that the sent tier lacks, and a reserved tag, are refused", async () => {
  const { Id } = await world.pool();
  await assert.rejects(update(Id, { UserPoolTier: "ESSENTIALS", UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } }), {
    name: "FeatureUnavailableInTierException",
    message: "The following features need to be disabled for the ESSENTIALS pricing tier configured: Threat Protection",
  });
  await assert.rejects(update(Id, { UserPoolTags: { "aws:x": "y" } }), { name: "UserPoolTaggingException" });
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(update("us-east-1_unknown00", {}), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
