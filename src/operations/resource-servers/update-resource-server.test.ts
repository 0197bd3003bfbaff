import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateResourceServerCommand, UpdateResourceServerCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const base = { Identifier: "https://api", Name: "Api" };
const scopes = [{ ScopeName: "read", ScopeDescription: "Reads" }];

const update = (UserPoolId: string, input: object) =>
  world.client.send(new UpdateResourceServerCommand({ UserPoolId, ...base, ...input }));

test("name and scopes are replaced; scopes left out are gone", async () => {
  const { Id } = await world.pool();
  await world.client.send(new CreateResourceServerCommand({ UserPoolId: Id, ...base, Scopes: scopes }));
  const { ResourceServer } = await update(Id, { Name: "Other" });
  assert.deepEqual(ResourceServer, { UserPoolId: Id, Identifier: base.Identifier, Name: "Other" });
});

test("an unknown server does not exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(update(Id, { Identifier: "unknown" }), {
    name: "ResourceNotFoundException",
    message: "Resource server unknown does not exist.",
  });
});
