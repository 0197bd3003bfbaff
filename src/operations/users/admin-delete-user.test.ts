import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminDeleteUserCommand, AdminSetUserPasswordCommand } from "../../../test/clients.js";
import { createUser, getUser, recordOf, refresh, signIn } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string, Username: string) =>
  world.client.send(new AdminDeleteUserCommand({ UserPoolId, Username }));

test("a deleted user is gone under every name, and the name is free at once with another sub", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"] });
  const verified = { email: "ann@example.com", email_verified: "true" };
  const first = recordOf((await createUser(world, pool.Id, "ann", verified)).Attributes).sub ?? "";
  await remove(pool.Id, "ann@example.com");
  for (const name of ["ann", "ann@example.com", first]) {
    await assert.rejects(getUser(world, pool.Id, name), { name: "UserNotFoundException" });
  }
  const second = recordOf((await createUser(world, pool.Id, "ann", verified)).Attributes).sub;
  assert.notEqual(second, first);
});

test("T-17b T-57 tokens of a deleted user are worth nothing, and messages go with the user", async () => {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  await createUser(
    world,
    pool.Id,
    "ann",
    { email: "gone@example.com" },
    { MessageAction: undefined, TemporaryPassword: "Temp-Pass-1" },
  );
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.Id, Username: "ann", Password: "Perm-Pass-1", Permanent: true }),
  );
  const { AuthenticationResult } = await signIn(world, pool.Id, ClientId, "ann", "Perm-Pass-1");
  assert.equal((await world.messages({ userPoolId: pool.Id })).length, 1);
  await remove(pool.Id, "ann");
  assert.deepEqual(await world.messages({ userPoolId: pool.Id }), []);
  await assert.rejects(refresh(world, pool.Id, ClientId, AuthenticationResult?.RefreshToken), {
    name: "NotAuthorizedException",
  });
});

test("an unknown user cannot be deleted", async () => {
  const pool = await world.pool();
  await assert.rejects(remove(pool.Id, "ghost"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(remove("us-east-1_000000000", "ghost"), { name: "ResourceNotFoundException" });
});
