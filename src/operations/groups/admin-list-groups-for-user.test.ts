import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminListGroupsForUserCommand,
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

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: "ann", ...input }));

test("groups of a user are listed whole, page by page", async () => {
  const { Id } = await world.pool();
  await person(Id);
  for (const name of ["b", "a", "c"]) {
    await groupOf(Id, name);
    await join(Id, "ann", name);
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
