import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateResourceServerCommand, DescribeResourceServerCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const base = { Identifier: "https://api", Name: "Api" };
const scopes = [{ ScopeName: "read", ScopeDescription: "Reads" }];

const describe = (UserPoolId: string, Identifier: string) =>
  world.client.send(new DescribeResourceServerCommand({ UserPoolId, Identifier }));

test("a resource server is shown with its scopes", async () => {
  const { Id } = await world.pool();
  await world.client.send(new CreateResourceServerCommand({ UserPoolId: Id, ...base, Scopes: scopes }));
  assert.deepEqual((await describe(Id, base.Identifier)).ResourceServer, { UserPoolId: Id, ...base, Scopes: scopes });
});

test("an unknown server does not exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(describe(Id, "unknown"), {
    name: "ResourceNotFoundException",
    message: "Resource server unknown does not exist.",
  });
});
