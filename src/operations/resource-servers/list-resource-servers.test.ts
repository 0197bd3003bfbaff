import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListResourceServersCommand } from "../../../test/clients.js";
import { createResourceServer } from "../../../test/resource-servers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new ListResourceServersCommand({ UserPoolId, ...input }));

test("servers are listed page by page", async () => {
  const { Id } = await world.pool();
  for (const Identifier of ["a", "b", "c"]) {
    await createResourceServer(world, Id, { Identifier, Name: Identifier });
  }
  const first = await list(Id, { MaxResults: 2 });
  assert.deepEqual(
    first.ResourceServers?.map((server) => server.Identifier),
    ["a", "b"],
  );
  const second = await list(Id, { MaxResults: 2, NextToken: first.NextToken });
  assert.deepEqual(
    second.ResourceServers?.map((server) => server.Identifier),
    ["c"],
  );
  assert.equal(second.NextToken, undefined);
});

test("fifty is the most, and an unknown pool does not exist", async () => {
  await assert.rejects(list((await world.pool()).Id, { MaxResults: 51 }), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value '51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
  });
  await assert.rejects(list("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
