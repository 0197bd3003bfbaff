import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DeleteGroupCommand } from "../../../test/clients.js";
import { groupsOf, joinGroup, makeGroup } from "../../../test/groups.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("a group is deleted with its memberships, not with its members", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await makeGroup(world, Id);
  await joinGroup(world, Id);
  const named = { UserPoolId: Id, GroupName: "g" };
  await world.client.send(new DeleteGroupCommand(named));
  await makeGroup(world, Id);
  assert.deepEqual(await groupsOf(world, Id), []);
  await world.client.send(new DeleteGroupCommand(named));
  await assert.rejects(world.client.send(new DeleteGroupCommand(named)), {
    name: "ResourceNotFoundException",
    message: "Group not found.",
  });
});
