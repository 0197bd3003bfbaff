import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminSetUserPasswordCommand, type CreateUserPoolCommandInput } from "../../../test/clients.js";
import { attributesOf, createUser, getUser, setAttributes, unconfirmedUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

/** A pool with one user. */
async function given(attributes: Record<string, string>, settings: Partial<CreateUserPoolCommandInput> = {}) {
  const pool = await world.pool(settings);
  await createUser(world, pool.Id, "ann", attributes);
  return pool;
}

const keepUntilVerified = {
  AutoVerifiedAttributes: ["email" as const],
  UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ["email" as const] },
};

const verified = { email: "old@example.com", email_verified: "true" };

test("attributes are set, changed, and deleted when blank; the change shows in the dates", async () => {
  const pool = await given({ name: "Ann", nickname: "A" });
  world.clock.advance(1000);
  await setAttributes(world, pool.Id, "ann", { name: "Anna", nickname: "", locale: "de" });
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { name: "Anna", locale: "de" });
  const { UserCreateDate, UserLastModifiedDate } = await getUser(world, pool.Id, "ann");
  assert.ok((UserLastModifiedDate?.getTime() ?? 0) - (UserCreateDate?.getTime() ?? 0) >= 1000);
});

test("every fault is told in one message, and nothing changes", async () => {
  const pool = await given(
    { "custom:fixed": "1", email: "ann@example.com" },
    { Schema: [{ Name: "fixed", AttributeDataType: "String", Mutable: false }] },
  );
  await assert.rejects(setAttributes(world, pool.Id, "ann", { name: "x", "custom:none": "1", "custom:fixed": "2" }), {
    name: "InvalidParameterException",
    message:
      "Invalid user attributes: user.custom:none: Attribute does not exist in the schema.\nuser.custom:fixed: Attribute cannot be updated.\n",
  });
  const refused = (record: Record<string, string>, message: string) =>
    assert.rejects(setAttributes(world, pool.Id, "ann", record), { name: "InvalidParameterException", message });
  await refused({ email: "nonsense" }, "Invalid email address format.");
  await refused({ phone_number: "0123" }, "Invalid phone number format.");
  await refused({ phone_number_verified: "true" }, "Phone Number is required to verify/un-verify a phone number");
  await refused({ sub: "mine" }, "Cannot modify the non-mutable attribute sub");
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { email: "ann@example.com", "custom:fixed": "1" });
});

test("a new email counts as unverified, and a code goes there where the pool verifies automatically", async () => {
  const pool = await given(verified, { AutoVerifiedAttributes: ["email"] });
  await setAttributes(world, pool.Id, "ann", { email: "new@example.com" });
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { email: "new@example.com", email_verified: "false" });
  const [message, ...more] = await world.messages({ userPoolId: pool.Id });
  assert.equal(message?.to, "new@example.com");
  assert.equal(message?.kind, "attribute-verification");
  assert.match(message?.code ?? "", /^\d{6}$/);
  assert.deepEqual(more, []);
});

test("without automatic verification, and for the same address again, no code is sent", async () => {
  const pool = await given(verified);
  await setAttributes(world, pool.Id, "ann", { email: "new@example.com" });
  const auto = await given(verified, { AutoVerifiedAttributes: ["email"] });
  await setAttributes(world, auto.Id, "ann", { email: "old@example.com" });
  assert.deepEqual(await attributesOf(world, auto.Id, "ann"), verified);
  assert.deepEqual(await world.messages({ userPoolId: pool.Id }), []);
  assert.deepEqual(await world.messages({ userPoolId: auto.Id }), []);
});

test("an address declared verified takes effect at once without a code", async () => {
  const pool = await given(verified, keepUntilVerified);
  await setAttributes(world, pool.Id, "ann", { email: "new@example.com", email_verified: "true" });
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { email: "new@example.com", email_verified: "true" });
  assert.deepEqual(await world.messages({ userPoolId: pool.Id }), []);
});

test("where the pool keeps the old address until the new one is proven, the code goes to the new one", async () => {
  const pool = await given(verified, keepUntilVerified);
  await setAttributes(world, pool.Id, "ann", { email: "new@example.com" });
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), verified);
  const [message] = await world.messages({ userPoolId: pool.Id });
  assert.equal(message?.to, "new@example.com");
});

test("T-08 a verified address is taken over from the user who had it as alias", async () => {
  const pool = await given(
    { email: "shared@example.com", email_verified: "true" },
    { AliasAttributes: ["email", "preferred_username"] },
  );
  await createUser(world, pool.Id, "bob", { preferred_username: "star" });
  await setAttributes(world, pool.Id, "bob", { email: "shared@example.com" });
  assert.equal((await getUser(world, pool.Id, "shared@example.com")).Username, "ann");
  await setAttributes(world, pool.Id, "bob", { email_verified: "true" });
  assert.equal((await getUser(world, pool.Id, "shared@example.com")).Username, "bob");
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { email: "shared@example.com", email_verified: "false" });
  await assert.rejects(setAttributes(world, pool.Id, "ann", { preferred_username: "star" }), {
    name: "AliasExistsException",
    message: "An account with the given preferred_username already exists.",
  });
});

test("T-08 two users who are given one address at once: one ends up with it", async () => {
  const pool = await given({}, { AliasAttributes: ["email"] });
  await createUser(world, pool.Id, "bob");
  const shared = { email: "race@example.com", email_verified: "true" };
  await Promise.all(["ann", "bob", "ann", "bob"].map((name) => setAttributes(world, pool.Id, name, shared)));
  const owner = (await getUser(world, pool.Id, "race@example.com")).Username ?? "";
  const other = owner === "ann" ? "bob" : "ann";
  assert.equal((await attributesOf(world, pool.Id, owner)).email_verified, "true");
  assert.equal((await attributesOf(world, pool.Id, other)).email_verified, "false");
});

test("T-08 an address changed without proof stops being an alias", async () => {
  const pool = await given(verified, { AliasAttributes: ["email"] });
  await setAttributes(world, pool.Id, "ann", { email: "new@example.com" });
  for (const name of ["old@example.com", "new@example.com"]) {
    await assert.rejects(getUser(world, pool.Id, name), { name: "UserNotFoundException" });
  }
  // Nobody waits for confirmation under an alias either.
  await unconfirmedUser(world, pool.Id, "late");
  await setAttributes(world, pool.Id, "late", verified);
  await assert.rejects(getUser(world, pool.Id, "old@example.com"), { name: "UserNotFoundException" });
});

test("where addresses are usernames, a taken one is refused whether or not it is proven", async () => {
  for (const settings of [{}, keepUntilVerified]) {
    const pool = await world.pool({ UsernameAttributes: ["email"], ...settings });
    await createUser(world, pool.Id, "ann@example.com");
    const { Username } = await createUser(world, pool.Id, "bob@example.com");
    for (const record of [{ email: "ann@example.com" }, { email: "ann@example.com", email_verified: "true" }]) {
      await assert.rejects(setAttributes(world, pool.Id, "bob@example.com", record), {
        name: "AliasExistsException",
        message: "An account with the given email already exists.",
      });
    }
    assert.deepEqual(await world.messages({ userPoolId: pool.Id }), []);
    await setAttributes(world, pool.Id, "bob@example.com", { email: "rob@example.com", email_verified: "true" });
    assert.equal((await getUser(world, pool.Id, "rob@example.com")).Username, Username);
  }
});

test("T-10 codes sent to the old address die with it", async () => {
  const pool = await given(verified, { AutoVerifiedAttributes: ["email"] });
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.Id, Username: "ann", Password: "Perm-Pass-1", Permanent: true }),
  );
  const { store, clock } = world.world;
  const sub = (await store.users.getByUsernameKey(pool.Id, "ann"))?.sub ?? "";
  const keys = [
    { poolId: pool.Id, sub, purpose: "forgot-password", target: "" },
    { poolId: pool.Id, sub, purpose: "confirm-sign-up", target: "" },
  ] as const;
  const putCodes = async () => {
    for (const key of keys) {
      await store.codes.put({
        ...key,
        mac: Buffer.alloc(32),
        attribute: "email",
        destination: "old@example.com",
        clientId: "c",
        issuedAt: clock.now(),
        expiresAt: clock.now() + 3_600_000,
        triesLeft: 5,
      });
    }
  };
  const alive = async () =>
    (await Promise.all(keys.map((key) => store.codes.get(key)))).map((code) => code !== undefined);
  await putCodes();
  await setAttributes(world, pool.Id, "ann", { name: "Ann" });
  await setAttributes(world, pool.Id, "ann", { email: "old@example.com" });
  assert.deepEqual(await alive(), [true, true]);
  await setAttributes(world, pool.Id, "ann", { email: "new@example.com" });
  assert.deepEqual(await alive(), [false, false]);
  const verification = { poolId: pool.Id, sub, purpose: "verify-attribute", target: "email" } as const;
  assert.equal((await store.codes.get(verification))?.destination, "new@example.com");
  await setAttributes(world, pool.Id, "ann", { email: "third@example.com", email_verified: "true" });
  assert.equal(await store.codes.get(verification), undefined);
});

test("a trigger that cannot run stops a change that would send a code, and no other", async () => {
  const pool = await given(verified, {
    AutoVerifiedAttributes: ["email"],
    LambdaConfig: { CustomMessage: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  });
  await assert.rejects(setAttributes(world, pool.Id, "ann", { email: "new@example.com" }), {
    name: "UnexpectedLambdaException",
  });
  await setAttributes(world, pool.Id, "ann", { name: "Ann" });
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { name: "Ann", ...verified });
});

test("an unknown user has no attributes to set", async () => {
  const pool = await world.pool();
  await assert.rejects(setAttributes(world, pool.Id, "ghost", { name: "x" }), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(setAttributes(world, "us-east-1_000000000", "ghost", { name: "x" }), {
    name: "ResourceNotFoundException",
  });
});
