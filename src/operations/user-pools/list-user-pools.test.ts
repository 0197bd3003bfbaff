import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolCommand, ListUserPoolsCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("pools are listed page by page, each with five members, and only those of the region", async () => {
  for (const PoolName of ["a", "b", "c"]) await world.pool({ PoolName });
  const oregon = world.clientFor({ region: "us-west-2" });
  await oregon.send(new CreateUserPoolCommand({ PoolName: "elsewhere" }));
  oregon.destroy();
  const first = await world.client.send(new ListUserPoolsCommand({ MaxResults: 2 }));
  assert.equal(first.UserPools?.length, 2);
  const second = await world.client.send(new ListUserPoolsCommand({ MaxResults: 2, NextToken: first.NextToken }));
  assert.equal(second.NextToken, undefined);
  const all = [...(first.UserPools ?? []), ...(second.UserPools ?? [])];
  assert.deepEqual(all.map((pool) => pool.Name).sort(), ["a", "b", "c"]);
  assert.deepEqual(Object.keys(all[0] ?? {}).sort(), [
    "CreationDate",
    "Id",
    "LambdaConfig",
    "LastModifiedDate",
    "Name",
  ]);
});

test("MaxResults has a range, and absent reads as 0", async () => {
  const name = "InvalidParameterException";
  await assert.rejects(world.client.send(new ListUserPoolsCommand({ MaxResults: 61 })), {
    name,
    message:
      "1 validation error detected: Value '61' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 60",
  });
  await assert.rejects(world.client.send(new ListUserPoolsCommand({ MaxResults: undefined })), {
    name,
    message:
      "1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 1",
  });
});

test("a page token of another region is refused", async () => {
  for (const PoolName of ["x", "y"]) await world.pool({ PoolName });
  const { NextToken } = await world.client.send(new ListUserPoolsCommand({ MaxResults: 1 }));
  const oregon = world.clientFor({ region: "us-west-2" });
  await assert.rejects(oregon.send(new ListUserPoolsCommand({ MaxResults: 1, NextToken })), {
    name: "InvalidParameterException",
    message: /^Paging marker .* is invalid for request /,
  });
  oregon.destroy();
});
