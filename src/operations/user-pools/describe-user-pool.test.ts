import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolDomainCommand, DescribeUserPoolCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("DescribeUserPool shows domains, and nothing that was not set", async () => {
  const { Id } = await world.pool();
  const describe = async () => (await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }))).UserPool;
  const before = await describe();
  for (const member of [
    "UsernameConfiguration",
    "DeviceConfiguration",
    "UserPoolAddOns",
    "SmsConfiguration",
    "Domain",
  ]) {
    assert.ok(!(member in (before ?? {})), member);
  }
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: "shown-here" }));
  assert.deepEqual(await describe(), { ...before, Domain: "shown-here" });
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(world.client.send(new DescribeUserPoolCommand({ UserPoolId: "us-east-1_unknown00" })), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});

test("a malformed pool id is refused before anything is looked up", async () => {
  await assert.rejects(world.client.send(new DescribeUserPoolCommand({ UserPoolId: "nonsense" })), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value 'nonsense' at 'userPoolId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+",
  });
});
