import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminRemoveUserFromGroupCommand } from "../../../test/clients.js";
import { groupsOf, joinGroup, makeGroup } from "../../../test/groups.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const leave = (UserPoolId: string, Username: string, GroupName = "g") =>
  world.client.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }));

test("removing may be repeated", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await makeGroup(world, Id);
  await joinGroup(world, Id);
  await leave(Id, "ann");
  await leave(Id, "ann");
  assert.deepEqual(await groupsOf(world, Id), []);
});

test("user and group must exist", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await makeGroup(world, Id);
  await assert.rejects(leave(Id, "nobody"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(leave(Id, "ann", "unknown"), { name: "ResourceNotFoundException" });
});
