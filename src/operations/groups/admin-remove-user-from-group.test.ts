import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
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

const leave = (UserPoolId: string, Username: string, GroupName = "g") =>
  world.client.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }));

test("removing may be repeated", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await groupOf(Id);
  await join(Id);
  await leave(Id, "ann");
  await leave(Id, "ann");
  const { Groups } = await world.client.send(new AdminListGroupsForUserCommand({ UserPoolId: Id, Username: "ann" }));
  assert.deepEqual(Groups, []);
});

test("user and group must exist", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await groupOf(Id);
  await assert.rejects(leave(Id, "nobody"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(leave(Id, "ann", "unknown"), { name: "ResourceNotFoundException" });
});
