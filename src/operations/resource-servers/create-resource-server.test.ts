import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateResourceServerCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const base = { Identifier: "https://api", Name: "Api" };
const scopes = [{ ScopeName: "read", ScopeDescription: "Reads" }];

const create = (UserPoolId: string, input: object = {}) =>
  world.client.send(new CreateResourceServerCommand({ UserPoolId, ...base, ...input }));

test("a resource server shows its scopes, and none where it has none", async () => {
  const { Id } = await world.pool();
  const { ResourceServer } = await create(Id, { Scopes: scopes });
  assert.deepEqual(ResourceServer, { UserPoolId: Id, ...base, Scopes: scopes });
  const bare = await create(Id, { Identifier: "bare" });
  assert.deepEqual(bare.ResourceServer, { UserPoolId: Id, ...base, Identifier: "bare" });
});

test("an identifier is taken once per pool, and a pool has twenty-five servers", async () => {
  const { Id } = await world.pool();
  await create(Id);
  await assert.rejects(create(Id), {
    name: "InvalidParameterException",
    message: `https://api already exists in user pool ${Id}.`,
  });
  for (let count = 1; count < 25; count++) await create(Id, { Identifier: `api-${count}` });
  await assert.rejects(create(Id, { Identifier: "one-more" }), { name: "LimitExceededException" });
  await create((await world.pool()).Id);
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(create("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
