import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeResourceServerCommand } from "../../../test/clients.js";
import { api, apiScopes, createResourceServer } from "../../../test/resource-servers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = (UserPoolId: string, Identifier: string) =>
  world.client.send(new DescribeResourceServerCommand({ UserPoolId, Identifier }));

test("a resource server is shown with its scopes", async () => {
  const { Id } = await world.pool();
  await createResourceServer(world, Id, { Scopes: apiScopes });
  assert.deepEqual((await describe(Id, api.Identifier)).ResourceServer, { UserPoolId: Id, ...api, Scopes: apiScopes });
});

test("an unknown server does not exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(describe(Id, "unknown"), {
    name: "ResourceNotFoundException",
    message: "Resource server unknown does not exist.",
  });
});
