import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { api, apiScopes, createResourceServer } from "../../../test/resource-servers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("a resource server shows its scopes, and none where it has none", async () => {
  const { Id } = await world.pool();
  const { ResourceServer } = await createResourceServer(world, Id, { Scopes: apiScopes });
  assert.deepEqual(ResourceServer, { UserPoolId: Id, ...api, Scopes: apiScopes });
  const bare = await createResourceServer(world, Id, { Identifier: "bare" });
  assert.deepEqual(bare.ResourceServer, { UserPoolId: Id, ...api, Identifier: "bare" });
});

test("an identifier is taken once per pool, and a pool has twenty-five servers", async () => {
  const { Id } = await world.pool();
  await createResourceServer(world, Id);
  await assert.rejects(createResourceServer(world, Id), {
    name: "InvalidParameterException",
    message: `https://api already exists in user pool ${Id}.`,
  });
  for (let count = 1; count < 25; count++) await createResourceServer(world, Id, { Identifier: `api-${count}` });
  await assert.rejects(createResourceServer(world, Id, { Identifier: "one-more" }), { name: "LimitExceededException" });
  await createResourceServer(world, (await world.pool()).Id);
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(createResourceServer(world, "us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
