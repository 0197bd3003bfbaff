import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminCreateUserCommand, type AdminCreateUserCommandInput } from "../../../test/clients.js";
import { attributes, attributesOf, createUser, getUser, passwordOf, recordOf } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const create = (UserPoolId: string, Username: string, more: Partial<AdminCreateUserCommandInput> = {}) =>
  world.client.send(new AdminCreateUserCommand({ UserPoolId, Username, ...more }));

const messagesOf = async (userPoolId: string) => world.messages({ userPoolId });

const passwordless = {
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD" as const, "EMAIL_OTP" as const] } },
};

test("the answer is the user alone, with a sub first, both dates, and no password", async () => {
  const pool = await world.pool();
  const { User, ...rest } = await create(pool.Id, "ann", {
    UserAttributes: attributes({ email: "ann@example.com", email_verified: "True", name: "Ann" }),
    TemporaryPassword: "Temp-Pass-1",
  });
  assert.deepEqual(Object.keys(rest), ["$metadata"]);
  assert.equal(User?.Username, "ann");
  assert.equal(User?.UserStatus, "FORCE_CHANGE_PASSWORD");
  assert.equal(User?.Enabled, true);
  assert.ok(User?.UserCreateDate);
  assert.deepEqual(User?.UserLastModifiedDate, User?.UserCreateDate);
  assert.equal(User?.Attributes?.[0]?.Name, "sub");
  assert.match(
    User?.Attributes?.[0]?.Value ?? "",
    /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  const { sub: _, ...others } = recordOf(User?.Attributes);
  assert.deepEqual(others, { name: "Ann", email: "ann@example.com", email_verified: "true" });
  assert.ok(!JSON.stringify(User).includes("Temp-Pass-1"));
});

test("T-07 a name that is taken is refused, in any case where the pool ignores case", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "bob");
  const taken = { name: "UsernameExistsException", message: "User account already exists" };
  await assert.rejects(create(pool.Id, "bob"), taken);
  await createUser(world, pool.Id, "Bob");
  const caseless = await world.pool({ UsernameConfiguration: { CaseSensitive: false } });
  await createUser(world, caseless.Id, "Straße");
  await assert.rejects(create(caseless.Id, "STRASSE"), taken);
  assert.equal((await getUser(world, caseless.Id, "strasse")).Username, "Straße");
});

test("T-33 a pool that does not exist, and the same name in another pool", async () => {
  await assert.rejects(create("us-east-1_000000000", "ann"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_000000000 does not exist.",
  });
  const [one, other] = [await world.pool(), await world.pool()];
  await createUser(world, one.Id, "ann");
  await createUser(world, other.Id, "ann");
});

test("attributes must be in the schema, of their type, and addresses well formed", async () => {
  const pool = await world.pool();
  const refused = async (record: Record<string, string>, message: string) =>
    assert.rejects(create(pool.Id, "eve", { UserAttributes: attributes(record) }), {
      name: "InvalidParameterException",
      message,
    });
  await refused(
    { "custom:x": "1" },
    "Attributes did not conform to the schema: Type for attribute {custom:x} could not be determined",
  );
  await refused(
    { birthdate: "1999" },
    "Attributes did not conform to the schema: birthdate: String must be no shorter than 10 characters\n",
  );
  await refused({ email: "nonsense" }, "Invalid email address format.");
  await refused({ phone_number: "0123" }, "Invalid phone number format.");
  await refused({ email_verified: "true" }, "Email is required to verify/un-verify an email");
  await refused({ phone_number_verified: "true" }, "Phone Number is required to verify/un-verify a phone number");
  await refused({ sub: "mine" }, "Cannot modify the non-mutable attribute sub");
  await assert.rejects(getUser(world, pool.Id, "eve"), { name: "UserNotFoundException" });
});

test("required attributes may be absent; immutable and custom ones are set here", async () => {
  const pool = await world.pool({
    Schema: [
      { Name: "name", Required: true },
      { Name: "terraform", AttributeDataType: "Boolean", Mutable: false },
      { Name: "foo", AttributeDataType: "String", Mutable: false, StringAttributeConstraints: {} },
      { Name: "secret", AttributeDataType: "String", DeveloperOnlyAttribute: true },
    ],
  });
  const set = {
    email: "no-reply@hashicorp.com",
    email_verified: "true",
    "custom:terraform": "true",
    "custom:foo": "bar",
    "dev:custom:secret": "x",
  };
  await createUser(world, pool.Id, "example", set);
  assert.deepEqual(await attributesOf(world, pool.Id, "example"), set);
});

test("whitespace in a username is refused by the model", async () => {
  const pool = await world.pool();
  await assert.rejects(create(pool.Id, "a b"), {
    name: "InvalidParameterException",
    message:
      "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
  });
});

test("a temporary password must meet the policy", async () => {
  const pool = await world.pool();
  await assert.rejects(create(pool.Id, "ann", { TemporaryPassword: "no-numbers-Here" }), {
    name: "InvalidPasswordException",
    message: "Password did not conform with password policy: Password must have numeric characters",
  });
  await assert.rejects(create(pool.Id, "ann", { TemporaryPassword: "Aa1-" }), {
    name: "InvalidPasswordException",
    message: "Password did not conform with password policy: Password not long enough",
  });
});

test("in a pool of email usernames the address names a user whose username is the sub", async () => {
  const pool = await world.pool({ UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } });
  const user = await createUser(world, pool.Id, "Ann@Example.com");
  const { sub, ...others } = recordOf(user.Attributes);
  assert.equal(user.Username, sub);
  assert.deepEqual(others, { email: "Ann@Example.com" });
  assert.equal((await getUser(world, pool.Id, "ann@example.COM")).Username, sub);
  await assert.rejects(create(pool.Id, "ann@example.com"), {
    name: "UsernameExistsException",
    message: "User account already exists",
  });
  // Being verified or forced makes no difference: the address is the username.
  await assert.rejects(
    create(pool.Id, "ann@example.com", {
      ForceAliasCreation: true,
      UserAttributes: attributes({ email_verified: "true" }),
    }),
    { name: "UsernameExistsException" },
  );
  await assert.rejects(create(pool.Id, "ann"), {
    name: "InvalidParameterException",
    message: "Username should be an email.",
  });
});

test("pools of phone numbers, and of both kinds of address, say what they expect", async () => {
  const phone = await world.pool({ UsernameAttributes: ["phone_number"] });
  await assert.rejects(create(phone.Id, "ann"), { message: "Username should be a phone number." });
  const both = await world.pool({ UsernameAttributes: ["phone_number", "email"] });
  await assert.rejects(create(both.Id, "ann"), { message: "Username should be either an email or a phone number." });
  assert.deepEqual(
    recordOf((await createUser(world, both.Id, "+15555550102")).Attributes).phone_number,
    "+15555550102",
  );
});

test("T-08 names shaped like an alias are refused in alias pools", async () => {
  const pool = await world.pool({ AliasAttributes: ["email", "phone_number"] });
  await assert.rejects(create(pool.Id, "ann@example.com"), {
    name: "InvalidParameterException",
    message: "Username cannot be of email format, since user pool is configured for email alias.",
  });
  await assert.rejects(create(pool.Id, "+15555550103"), {
    name: "InvalidParameterException",
    message: "Username cannot be of phone number format, since user pool is configured for phone number alias.",
  });
});

test("T-08 a verified alias that is taken is refused, or moved by force; unverified ones disturb nobody", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"] });
  const verified = { email: "shared@example.com", email_verified: "true" };
  await createUser(world, pool.Id, "first", verified);
  await assert.rejects(create(pool.Id, "second", { UserAttributes: attributes(verified), MessageAction: "SUPPRESS" }), {
    name: "AliasExistsException",
    message: "An account with the given email already exists.",
  });
  await assert.rejects(getUser(world, pool.Id, "second"), { name: "UserNotFoundException" });
  await createUser(world, pool.Id, "unverified", { email: "shared@example.com" }, { ForceAliasCreation: true });
  assert.equal((await getUser(world, pool.Id, "shared@example.com")).Username, "first");
  assert.equal((await attributesOf(world, pool.Id, "first")).email_verified, "true");
  await createUser(world, pool.Id, "second", verified, { ForceAliasCreation: true });
  assert.equal((await getUser(world, pool.Id, "shared@example.com")).Username, "second");
  assert.deepEqual(await attributesOf(world, pool.Id, "first"), {
    email: "shared@example.com",
    email_verified: "false",
  });
});

test("T-08 of many who claim one alias at once, one gets it", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"] });
  const claim = (name: string) =>
    createUser(world, pool.Id, name, { email: "race@example.com", email_verified: "true" }).then(
      () => "created",
      (error: Error) => error.name,
    );
  const outcomes = await Promise.all(["a", "b", "c", "d", "e"].map(claim));
  assert.deepEqual(outcomes.sort(), [...Array<string>(4).fill("AliasExistsException"), "created"]);
});

test("T-08 a new username is nobody's sub or preferred username, not even by force", async () => {
  const pool = await world.pool({ AliasAttributes: ["preferred_username"] });
  const owner = await createUser(world, pool.Id, "owner", { preferred_username: "captain" });
  for (const name of ["captain", owner.Attributes?.[0]?.Value ?? ""]) {
    await assert.rejects(create(pool.Id, name, { MessageAction: "SUPPRESS", ForceAliasCreation: true }), {
      name: "UsernameExistsException",
      message: "User account already exists",
    });
    assert.equal((await getUser(world, pool.Id, name)).Username, "owner");
  }
});

test("T-08 a preferred username that is taken is never moved", async () => {
  const pool = await world.pool({ AliasAttributes: ["preferred_username"] });
  await createUser(world, pool.Id, "first", { preferred_username: "star" });
  await assert.rejects(
    createUser(world, pool.Id, "second", { preferred_username: "star" }, { ForceAliasCreation: true }),
    { name: "AliasExistsException", message: "An account with the given preferred_username already exists." },
  );
});

test("where codes sign in, a user needs no password but an address", async () => {
  const pool = await world.pool(passwordless);
  const user = await createUser(world, pool.Id, "ann", { email: "otp@example.com" });
  assert.equal(user.UserStatus, "CONFIRMED");
  assert.equal((await passwordOf(world, pool.Id, "ann")).exists, false);
  const blank = await createUser(world, pool.Id, "blank", { email: "b@example.com" }, { TemporaryPassword: "" });
  assert.equal(blank.UserStatus, "CONFIRMED");
  await assert.rejects(createUser(world, pool.Id, "bob"), { name: "InvalidParameterException" });
  const given = await createUser(world, pool.Id, "bob", {}, { TemporaryPassword: "Temp-Pass-1" });
  assert.equal(given.UserStatus, "FORCE_CHANGE_PASSWORD");
  await create(pool.Id, "carl", { UserAttributes: attributes({ email: "carl@example.com" }) });
  const { temporaryPassword, text } = await world.lastMessage("carl@example.com");
  assert.equal(temporaryPassword, undefined);
  assert.match(text, /carl/);
});

test("triggers that cannot run stop the creation", async () => {
  const arn = "arn:aws:lambda:us-east-1:000000000000:function:f";
  for (const LambdaConfig of [{ PreSignUp: arn }, { CustomMessage: arn }]) {
    const pool = await world.pool({ LambdaConfig });
    await assert.rejects(create(pool.Id, "ann", { UserAttributes: attributes({ email: "ann@example.com" }) }), {
      name: "UnexpectedLambdaException",
    });
    await assert.rejects(getUser(world, pool.Id, "ann"), { name: "UserNotFoundException" });
  }
});

test("T-45 what is for triggers only is found nowhere afterwards", async () => {
  const pool = await world.pool();
  const user = await createUser(
    world,
    pool.Id,
    "ann",
    { email: "ann@example.com" },
    { ValidationData: attributes({ hint: "SECRET-VALIDATION" }), ClientMetadata: { note: "SECRET-METADATA" } },
  );
  const seen = JSON.stringify([user, await getUser(world, pool.Id, "ann"), await messagesOf(pool.Id)]);
  assert.ok(!seen.includes("SECRET-"));
});
