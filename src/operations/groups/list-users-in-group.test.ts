import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListUsersCommand, ListUsersInGroupCommand } from "../../../test/clients.js";
import { joinGroup, makeGroup } from "../../../test/groups.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: "g", ...input }));

test("members are listed page by page, as users are in lists", async () => {
  const { Id } = await world.pool();
  await makeGroup(world, Id);
  for (const name of ["ann", "bob", "eve"]) {
    await createUser(world, Id, name);
    if (name !== "eve") await joinGroup(world, Id, name);
  }
  const first = await list(Id, { Limit: 1 });
  const second = await list(Id, { Limit: 1, NextToken: first.NextToken });
  const all = [...(first.Users ?? []), ...(second.Users ?? [])];
  assert.deepEqual(all.map((user) => user.Username).sort(), ["ann", "bob"]);
  const { Users } = await world.client.send(new ListUsersCommand({ UserPoolId: Id, Filter: 'username = "ann"' }));
  assert.deepEqual(
    all.find((user) => user.Username === "ann"),
    Users?.[0],
  );
});

test("the group must exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(list(Id), { name: "ResourceNotFoundException", message: "Group not found." });
});
