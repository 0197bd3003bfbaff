import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminListGroupsForUserCommand } from "../../../test/clients.js";
import { joinGroup, makeGroup } from "../../../test/groups.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: "ann", ...input }));

test("groups of a user are listed whole, page by page", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  for (const name of ["b", "a", "c"]) {
    await makeGroup(world, Id, name);
    await joinGroup(world, Id, "ann", name);
  }
  const first = await list(Id, { Limit: 2 });
  assert.deepEqual(
    first.Groups?.map((group) => group.GroupName),
    ["a", "b"],
  );
  assert.equal(first.Groups?.[0]?.UserPoolId, Id);
  const second = await list(Id, { Limit: 2, NextToken: first.NextToken });
  assert.deepEqual(
    second.Groups?.map((group) => group.GroupName),
    ["c"],
  );
});

test("the user must exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(list(Id), { name: "UserNotFoundException", message: "User does not exist." });
});
