import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateGroupCommand, GetGroupCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("GetGroup shows what creation answered", async () => {
  const { Id } = await world.pool();
  const { Group } = await world.client.send(new CreateGroupCommand({ UserPoolId: Id, GroupName: "g", Precedence: 3 }));
  const read = await world.client.send(new GetGroupCommand({ UserPoolId: Id, GroupName: "g" }));
  assert.deepEqual(read.Group, Group);
});

test("an unknown group is not found", async () => {
  const { Id } = await world.pool();
  await assert.rejects(world.client.send(new GetGroupCommand({ UserPoolId: Id, GroupName: "unknown" })), {
    name: "ResourceNotFoundException",
    message: "Group not found.",
  });
});
