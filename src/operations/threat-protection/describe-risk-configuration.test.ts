import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeRiskConfigurationCommand, SetRiskConfigurationCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = async (UserPoolId: string, ClientId?: string) =>
  (await world.client.send(new DescribeRiskConfigurationCommand({ UserPoolId, ClientId }))).RiskConfiguration;

test("nothing set is nothing but ids", async () => {
  const { Id } = await world.pool({ UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } });
  assert.deepEqual(await describe(Id), { UserPoolId: Id });
  assert.deepEqual(await describe(Id, "ALL"), { UserPoolId: Id, ClientId: "ALL" });
});

test("events that were left out are shown as all events", async () => {
  const { Id } = await world.pool({ UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } });
  await world.client.send(
    new SetRiskConfigurationCommand({
      UserPoolId: Id,
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: "BLOCK" } },
    }),
  );
  assert.deepEqual((await describe(Id))?.CompromisedCredentialsRiskConfiguration, {
    EventFilter: ["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"],
    Actions: { EventAction: "BLOCK" },
  });
});

test("a pool without threat protection, an unknown pool and an unknown client have none", async () => {
  const { Id } = await world.pool();
  await assert.rejects(describe(Id), { name: "UserPoolAddOnNotEnabledException" });
  const name = "ResourceNotFoundException";
  await assert.rejects(describe("us-east-1_unknown00"), {
    name,
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  await assert.rejects(describe(Id, "unknown"), { name, message: "User pool client unknown does not exist." });
});

test("a client id of no form is told so", async () => {
  const { Id } = await world.pool();
  await assert.rejects(describe(Id, "not-a-client"), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+",
  });
});
