import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { GetUserPoolMfaConfigCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const get = async (UserPoolId: string) => {
  const { $metadata, ...config } = await world.client.send(new GetUserPoolMfaConfigCommand({ UserPoolId }));
  return config;
};

test("a pool without second factors says OFF and nothing else", async () => {
  const { Id } = await world.pool();
  assert.deepEqual(await get(Id), { MfaConfiguration: "OFF" });
});

test("MFA asked for at creation makes SMS the factor", async () => {
  const SmsConfiguration = { SnsCallerArn: "arn:aws:iam::123456789012:role/sms", ExternalId: "x" };
  const { Id } = await world.pool({ MfaConfiguration: "ON", SmsConfiguration });
  assert.deepEqual(await get(Id), { MfaConfiguration: "ON", SmsMfaConfiguration: { SmsConfiguration } });
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(get("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
