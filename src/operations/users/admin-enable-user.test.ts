import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminDisableUserCommand, AdminEnableUserCommand } from "../../../test/clients.js";
import { createUser, getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const enable = (UserPoolId: string, Username: string) =>
  world.client.send(new AdminEnableUserCommand({ UserPoolId, Username }));

test("enabling brings a user back, and may be repeated", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.Id, Username: "ann" }));
  await enable(pool.Id, "ann");
  await enable(pool.Id, "ann");
  assert.equal((await getUser(world, pool.Id, "ann")).Enabled, true);
});

test("an unknown user cannot be enabled", async () => {
  const pool = await world.pool();
  await assert.rejects(enable(pool.Id, "ghost"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(enable("us-east-1_000000000", "ghost"), { name: "ResourceNotFoundException" });
});
