import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DescribeUserPoolCommand,
  GetUserPoolMfaConfigCommand,
  SetUserPoolMfaConfigCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const set = async (UserPoolId: string, input: object) => {
  const { $metadata, ...config } = await world.client.send(new SetUserPoolMfaConfigCommand({ UserPoolId, ...input }));
  return config;
};
const SmsConfiguration = {
  SnsCallerArn: "arn:aws:iam::123456789012:role/sms",
  ExternalId: "example",
  SnsRegion: "us-east-1",
};
const message = "Your code is {####}";

test("Terraform's MFA pool: SMS and software token, shown by both look-ups, and gone after OFF", async () => {
  const { Id } = await world.pool({ SmsConfiguration, SmsAuthenticationMessage: message });
  const wanted = {
    MfaConfiguration: "ON",
    SmsMfaConfiguration: { SmsAuthenticationMessage: message, SmsConfiguration },
    SoftwareTokenMfaConfiguration: { Enabled: true },
  };
  assert.deepEqual(await set(Id, wanted), wanted);
  const { $metadata, ...read } = await world.client.send(new GetUserPoolMfaConfigCommand({ UserPoolId: Id }));
  assert.deepEqual(read, wanted);
  const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
  assert.deepEqual(UserPool?.SmsConfiguration, SmsConfiguration);
  assert.equal(UserPool?.SmsAuthenticationMessage, message);
  assert.equal(UserPool?.MfaConfiguration, "ON");
  assert.deepEqual(await set(Id, { MfaConfiguration: "OFF" }), { MfaConfiguration: "OFF" });
});

const refusals: readonly [string, object][] = [
  [
    "Invalid MFA configuration given, can't turn off MFA and configure an MFA together.",
    { MfaConfiguration: "OFF", SoftwareTokenMfaConfiguration: { Enabled: false } },
  ],
  [
    "Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.",
    { MfaConfiguration: "ON" },
  ],
  [
    "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
    { MfaConfiguration: "ON", EmailMfaConfiguration: { Message: message, Subject: "Code" } },
  ],
];
for (const [text, input] of refusals) {
  test(`SetUserPoolMfaConfig refuses: ${text}`, async () => {
    const { Id } = await world.pool();
    await assert.rejects(set(Id, input), { name: "InvalidParameterException", message: text });
  });
}

test("email MFA is not in the Lite plan", async () => {
  const { Id } = await world.pool({
    UserPoolTier: "LITE",
    EmailConfiguration: {
      EmailSendingAccount: "DEVELOPER",
      SourceArn: "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
    },
  });
  await assert.rejects(set(Id, { MfaConfiguration: "ON", EmailMfaConfiguration: {} }), {
    name: "FeatureUnavailableInTierException",
  });
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(set("us-east-1_unknown00", {}), { name: "ResourceNotFoundException" });
});
