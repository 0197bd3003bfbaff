import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { UpdateResourceServerCommand } from "../../../test/clients.js";
import { api, apiScopes, createResourceServer } from "../../../test/resource-servers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const update = (UserPoolId: string, input: object) =>
  world.client.send(new UpdateResourceServerCommand({ UserPoolId, ...api, ...input }));

test("name and scopes are replaced; scopes left out are gone", async () => {
  const { Id } = await world.pool();
  await createResourceServer(world, Id, { Scopes: apiScopes });
  const { ResourceServer } = await update(Id, { Name: "Other" });
  assert.deepEqual(ResourceServer, { UserPoolId: Id, Identifier: api.Identifier, Name: "Other" });
});

test("an unknown server does not exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(update(Id, { Identifier: "unknown" }), {
    name: "ResourceNotFoundException",
    message: "Resource server unknown does not exist.",
  });
});
