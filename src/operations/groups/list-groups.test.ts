import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateGroupCommand, ListGroupsCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new ListGroupsCommand({ UserPoolId, ...input }));

test("groups are listed by name, page by page", async () => {
  const { Id } = await world.pool();
  for (const GroupName of ["b", "a", "c"]) {
    await world.client.send(new CreateGroupCommand({ UserPoolId: Id, GroupName }));
  }
  const first = await list(Id, { Limit: 2 });
  assert.deepEqual(
    first.Groups?.map((group) => group.GroupName),
    ["a", "b"],
  );
  const second = await list(Id, { Limit: 2, NextToken: first.NextToken });
  assert.deepEqual(
    second.Groups?.map((group) => group.GroupName),
    ["c"],
  );
  assert.equal(second.NextToken, undefined);
  assert.equal((await list(Id, { Limit: 0 })).Groups?.length, 3);
});

test("a forged page token is refused, an unknown pool does not exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(list(Id, { NextToken: "forged" }), {
    name: "InvalidParameterException",
    message: /^Paging marker forged is invalid for request /,
  });
  await assert.rejects(list("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
