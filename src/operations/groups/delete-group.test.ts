import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const person = async (UserPoolId: string, Username = "ann") => {
  await world.client.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
};
const groupOf = async (UserPoolId: string, GroupName = "g") => {
  await world.client.send(new CreateGroupCommand({ UserPoolId, GroupName }));
};
const join = (UserPoolId: string, Username = "ann", GroupName = "g") =>
  world.client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));

test("a group is deleted with its memberships, not with its members", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await groupOf(Id);
  await join(Id);
  const named = { UserPoolId: Id, GroupName: "g" };
  await world.client.send(new DeleteGroupCommand(named));
  await groupOf(Id);
  const { Groups } = await world.client.send(new AdminListGroupsForUserCommand({ UserPoolId: Id, Username: "ann" }));
  assert.deepEqual(Groups, []);
  await world.client.send(new DeleteGroupCommand(named));
  await assert.rejects(world.client.send(new DeleteGroupCommand(named)), {
    name: "ResourceNotFoundException",
    message: "Group not found.",
  });
});
