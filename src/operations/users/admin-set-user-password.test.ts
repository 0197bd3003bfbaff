import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminSetUserPasswordCommand } from "../../../test/clients.js";
import { createUser, getUser, passwordOf, signIn, unconfirmedUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const set = (UserPoolId: string, Username: string, Password: string, Permanent?: boolean) =>
  world.client.send(
    new AdminSetUserPasswordCommand({
      UserPoolId,
      Username,
      Password,
      ...(Permanent === undefined ? {} : { Permanent }),
    }),
  );

test("a permanent password confirms the user from any state", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "invited");
  await unconfirmedUser(world, pool.Id, "signed-up");
  for (const name of ["invited", "signed-up"]) {
    await set(pool.Id, name, "Perm-Pass-1", true);
    assert.equal((await getUser(world, pool.Id, name)).UserStatus, "CONFIRMED");
    const password = await passwordOf(world, pool.Id, name);
    assert.equal(password.temporary, false);
    assert.ok(await password.is("Perm-Pass-1"));
  }
});

test("a temporary password has to be changed, and its time begins now; that is the default", async () => {
  const pool = await world.pool();
  world.clock.freeze();
  await createUser(world, pool.Id, "ann", { email: "quiet@example.com" });
  await set(pool.Id, "ann", "Perm-Pass-1", true);
  world.clock.advance(1000);
  await set(pool.Id, "ann", "Temp-Pass-1");
  const { UserStatus, UserCreateDate, UserLastModifiedDate } = await getUser(world, pool.Id, "ann");
  assert.equal(UserStatus, "FORCE_CHANGE_PASSWORD");
  assert.equal((UserLastModifiedDate?.getTime() ?? 0) - (UserCreateDate?.getTime() ?? 0), 1000);
  const password = await passwordOf(world, pool.Id, "ann");
  assert.equal(password.temporary, true);
  assert.equal(password.setAt, UserLastModifiedDate?.getTime());
  assert.deepEqual(await world.messages({ userPoolId: pool.Id }), []);
});

test("a permanent password signs in, a temporary one has to be replaced", async () => {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  await createUser(world, pool.Id, "ann");
  await set(pool.Id, "ann", "Perm-Pass-1", true);
  assert.ok((await signIn(world, pool.Id, ClientId, "ann", "Perm-Pass-1")).AuthenticationResult?.IdToken);
  await set(pool.Id, "ann", "Temp-Pass-1", false);
  assert.equal((await signIn(world, pool.Id, ClientId, "ann", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
  await assert.rejects(signIn(world, pool.Id, ClientId, "ann", "Perm-Pass-1"), { name: "NotAuthorizedException" });
});

test("the policy holds, and the history for permanent passwords", async () => {
  const pool = await world.pool({ Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } } });
  await createUser(world, pool.Id, "ann");
  await assert.rejects(set(pool.Id, "ann", "short", true), {
    name: "InvalidPasswordException",
    message: "Password does not conform to policy: Password not long enough",
  });
  await set(pool.Id, "ann", "password-one", true);
  await set(pool.Id, "ann", "password-two", true);
  await assert.rejects(set(pool.Id, "ann", "password-one", true), { name: "PasswordHistoryPolicyViolationException" });
  await set(pool.Id, "ann", "password-one", false);
  await set(pool.Id, "ann", "password-three", true);
  await set(pool.Id, "ann", "password-one", true);
});

test("T-10 an older reset code dies, and T-09 a lock-out ends", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "ann", { email: "ann@example.com", email_verified: "true" });
  const { store, clock } = world.world;
  const sub = (await store.users.getByUsernameKey(pool.Id, "ann"))?.sub ?? "";
  const key = { poolId: pool.Id, sub, purpose: "forgot-password", target: "" } as const;
  await store.codes.put({
    ...key,
    mac: Buffer.alloc(32),
    attribute: "email",
    destination: "ann@example.com",
    clientId: "c",
    issuedAt: clock.now(),
    expiresAt: clock.now() + 3_600_000,
    triesLeft: 5,
  });
  await store.lockouts.put(pool.Id, sub, {
    failures: 9,
    lastFailureAt: clock.now(),
    lockedUntil: clock.now() + 60_000,
  });
  await set(pool.Id, "ann", "Perm-Pass-1", true);
  assert.equal(await store.codes.get(key), undefined);
  assert.equal(await store.lockouts.get(pool.Id, sub), undefined);
});

test("T-08 confirming by a password takes no alias away", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"] });
  const verified = { email: "shared@example.com", email_verified: "true" };
  await createUser(world, pool.Id, "owner", verified);
  await unconfirmedUser(world, pool.Id, "late", verified);
  await assert.rejects(set(pool.Id, "late", "Perm-Pass-1", true), { name: "InvalidParameterException" });
  assert.equal((await getUser(world, pool.Id, "late")).UserStatus, "UNCONFIRMED");
});

test("an unknown user has no password to set", async () => {
  const pool = await world.pool();
  await assert.rejects(set(pool.Id, "ghost", "Perm-Pass-1", true), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(set("us-east-1_000000000", "ghost", "Perm-Pass-1"), { name: "ResourceNotFoundException" });
});
