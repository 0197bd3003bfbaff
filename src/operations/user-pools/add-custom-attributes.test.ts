import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AddCustomAttributesCommand, DescribeUserPoolCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const add = (UserPoolId: string, ...names: string[]) =>
  world.client.send(
    new AddCustomAttributesCommand({
      UserPoolId,
      CustomAttributes: names.map((Name) => ({ Name, AttributeDataType: "String" as const })),
    }),
  );
const names = async (UserPoolId: string) => {
  const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId }));
  return UserPool?.SchemaAttributes?.slice(20).map((attribute) => attribute.Name);
};

test("attributes are added in order, all of them or none", async () => {
  const { Id } = await world.pool();
  await add(Id, "one", "email");
  assert.deepEqual(await names(Id), ["custom:one", "custom:email"]);
  await assert.rejects(add(Id, "two", "one"), {
    name: "InvalidParameterException",
    message: "custom:one: Existing attribute already has name custom:one.",
  });
  assert.deepEqual(await names(Id), ["custom:one", "custom:email"]);
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(add("us-east-1_unknown00", "x"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
