import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminDisableUserCommand, AdminEnableUserCommand } from "../../../test/clients.js";
import { makeUser } from "../../../test/sign-in.js";
import { createUser, getUser, recordOf, refresh, signIn } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const disable = (UserPoolId: string, Username: string) =>
  world.client.send(new AdminDisableUserCommand({ UserPoolId, Username }));

test("disabling flips the flag alone, and may be repeated", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { name: "Ann" });
  await disable(pool.Id, "ann");
  await disable(pool.Id, "ann");
  const { Enabled, UserStatus } = await getUser(world, pool.Id, "ann");
  assert.equal(Enabled, false);
  assert.equal(UserStatus, "FORCE_CHANGE_PASSWORD");
});

test("T-17b disabling revokes every sign-in of the user and of nobody else", async () => {
  const pool = await world.pool();
  const subOf = async (name: string) => recordOf((await createUser(world, pool.Id, name)).Attributes).sub ?? "";
  const [ann, bob] = [await subOf("ann"), await subOf("bob")];
  const { store, clock } = world.world;
  for (const [eventId, sub] of [
    ["e1", ann],
    ["e2", ann],
    ["e3", bob],
  ] as const) {
    await store.tokenSessions.insert({
      eventId: `${pool.Id}-${eventId}`,
      poolId: pool.Id,
      sub,
      clientId: "c",
      originJti: eventId,
      scopes: [],
      authTime: clock.now(),
      createdAt: clock.now(),
      expiresAt: clock.now() + 3_600_000,
      generation: 0,
    });
  }
  await disable(pool.Id, "ann");
  const revoked = async (eventId: string) =>
    (await store.tokenSessions.get(`${pool.Id}-${eventId}`))?.revokedAt !== undefined;
  assert.deepEqual([await revoked("e1"), await revoked("e2"), await revoked("e3")], [true, true, false]);
});

test("T-17b disabled users neither sign in nor refresh, and enabling does not bring the old tokens back", async () => {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  await makeUser(world, pool.Id, "ann", { password: "Perm-Pass-1" });
  const { AuthenticationResult } = await signIn(world, pool.Id, ClientId, "ann", "Perm-Pass-1");
  const refreshes = () => refresh(world, pool.Id, ClientId, AuthenticationResult?.RefreshToken);
  assert.ok((await refreshes()).AuthenticationResult?.AccessToken);
  await disable(pool.Id, "ann");
  await assert.rejects(signIn(world, pool.Id, ClientId, "ann", "Perm-Pass-1"), {
    name: "NotAuthorizedException",
    message: "User is disabled.",
  });
  await assert.rejects(refreshes(), { name: "NotAuthorizedException" });
  await world.client.send(new AdminEnableUserCommand({ UserPoolId: pool.Id, Username: "ann" }));
  await assert.rejects(refreshes(), { name: "NotAuthorizedException" });
  assert.ok((await signIn(world, pool.Id, ClientId, "ann", "Perm-Pass-1")).AuthenticationResult);
});

test("an unknown user cannot be disabled", async () => {
  const pool = await world.pool();
  await assert.rejects(disable(pool.Id, "ghost"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(disable("us-east-1_000000000", "ghost"), { name: "ResourceNotFoundException" });
});
