import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groupsOf, joinGroup, makeGroup } from "../../../test/groups.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("adding may be repeated, and works by an alias", async () => {
  const { Id } = await world.pool({ AliasAttributes: ["email"] });
  await createUser(world, Id, "ann", { email: "ann@example.com", email_verified: "true" });
  await makeGroup(world, Id);
  await joinGroup(world, Id);
  await joinGroup(world, Id, "ann@example.com");
  assert.deepEqual(await groupsOf(world, Id), ["g"]);
});

test("user and group must exist", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await makeGroup(world, Id);
  await assert.rejects(joinGroup(world, Id, "nobody"), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(joinGroup(world, Id, "ann", "unknown"), {
    name: "ResourceNotFoundException",
    message: "Group not found.",
  });
});
