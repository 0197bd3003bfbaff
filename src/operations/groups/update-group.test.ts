import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateGroupCommand, UpdateGroupCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("what is not sent is kept", async () => {
  const { Id } = await world.pool();
  const named = { UserPoolId: Id, GroupName: "g" };
  await world.client.send(new CreateGroupCommand({ ...named, Description: "d", Precedence: 5 }));
  const { Group } = await world.client.send(new UpdateGroupCommand({ ...named, Precedence: 0 }));
  assert.equal(Group?.Description, "d");
  assert.equal(Group?.Precedence, 0);
});

test("an unknown group is not found", async () => {
  const { Id } = await world.pool();
  await assert.rejects(world.client.send(new UpdateGroupCommand({ UserPoolId: Id, GroupName: "unknown" })), {
    name: "ResourceNotFoundException",
    message: "Group not found.",
  });
});
