import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDisableUserCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
} from "../../../test/clients.js";
import { given, otherThan, refusal } from "../../../test/self-service.js";
import { attributes, attributesOf, createUser, getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { secretHash } from "../../domain/secret-hash.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const limited = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const hour = 3_600_000;

test("the code confirms the user and proves the address it went to, once", async () => {
  const pool = await given(world);
  await pool.signUp("ann");
  const code = await pool.lastCode();
  await assert.rejects(pool.confirm("ann", otherThan(code)), mismatch);
  const { $metadata: _, ...answer } = (await pool.confirm("ann", code)) as { $metadata: unknown };
  assert.deepEqual(answer, {});
  assert.equal((await getUser(world, pool.poolId, "ann")).UserStatus, "CONFIRMED");
  assert.equal((await attributesOf(world, pool.poolId, "ann"))["email_verified"], "true");
  await assert.rejects(
    pool.confirm("ann", code),
    refusal("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED"),
  );
});

test("a code of which parallel requests try the same confirms once", async () => {
  const pool = await given(world);
  await pool.signUp("ann");
  const code = await pool.lastCode();
  const results = await Promise.allSettled([1, 2, 3].map(() => pool.confirm("ann", code)));
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
});

test("a code lives a day", async () => {
  const pool = await given(world);
  await pool.signUp("ann");
  await pool.signUp("bob");
  const [annsCode = "", bobsCode = ""] = (await world.messages({ userPoolId: pool.poolId })).map(({ code }) => code);
  world.clock.advance(24 * hour - 60_000);
  await pool.confirm("ann", annsCode);
  world.clock.advance(120_000);
  await assert.rejects(pool.confirm("bob", bobsCode), expired);
});

test("users whom administrators made have nothing to confirm", async () => {
  const pool = await given(world);
  await createUser(world, pool.poolId, "ann");
  await assert.rejects(
    pool.confirm("ann", "123456"),
    refusal("NotAuthorizedException", "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD"),
  );
});

test("disabled users cannot be confirmed", async () => {
  const pool = await given(world);
  await pool.signUp("ann");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "ann" }));
  await assert.rejects(
    pool.confirm("ann", await pool.lastCode()),
    refusal("NotAuthorizedException", "User is disabled."),
  );
});

test("T-14 five wrong tries use a code up, and no more than 15 tries an hour are looked at", async () => {
  const pool = await given(world);
  await pool.signUp("ann");
  const code = await pool.lastCode();
  for (let tries = 0; tries < 5; tries++) await assert.rejects(pool.confirm("ann", otherThan(code)), mismatch);
  await assert.rejects(pool.confirm("ann", code), expired);
  for (let tries = 6; tries < 15; tries++) await assert.rejects(pool.confirm("ann", code), expired);
  await assert.rejects(pool.confirm("ann", code), limited);
  world.clock.advance(hour + 1000);
  await assert.rejects(pool.confirm("ann", code), expired);
});

test("T-09 the tries are counted by user, whatever name is typed", async () => {
  const pool = await given(world, { UsernameAttributes: ["email"], UsernameConfiguration: { CaseSensitive: false } });
  await pool.signUp("ann@example.com", {});
  const { Username: sub = "" } = await getUser(world, pool.poolId, "ann@example.com");
  const names = ["ann@example.com", "ANN@EXAMPLE.COM", sub];
  for (let tries = 0; tries < 15; tries++) {
    await assert.rejects(pool.confirm(names[tries % 3] ?? "", "000000x"), { name: /CodeMismatch|ExpiredCode/ });
  }
  for (const name of names) await assert.rejects(pool.confirm(name, "000000x"), limited);
});

test("T-11 a code of another purpose or of another user confirms nobody", async () => {
  const pool = await given(world);
  await createUser(world, pool.poolId, "bob", { email: "bob@example.com", email_verified: "true" });
  await pool.signUp("ann");
  await pool.signUp("eve");
  const evesCode = await pool.lastCode();
  await assert.rejects(pool.confirm("ann", evesCode), mismatch);
  // A code that proves an address, sent because an administrator changed it, is none that confirms a sign-up.
  await world.client.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: pool.poolId,
      Username: "eve",
      UserAttributes: attributes({ email: "eve@example.org" }),
    }),
  );
  await assert.rejects(pool.confirm("eve", await pool.lastCode()), expired);
  // Nor does the earlier one: its address is not the user's any more (T-10).
  await assert.rejects(pool.confirm("eve", evesCode), expired);
});

test("T-33 the code of a user means nothing for one of the same name in another pool", async () => {
  const mine = await given(world);
  const theirs = await given(world);
  await mine.signUp("ann");
  const code = await mine.lastCode();
  await theirs.signUp("ann");
  await assert.rejects(theirs.confirm("ann", code), mismatch);
});

test("unknown users are told where the client tells", async () => {
  const pool = await given(world);
  await assert.rejects(
    pool.confirm("ghost", "123456"),
    refusal("UserNotFoundException", "Username/client id combination not found."),
  );
  await assert.rejects(
    world.client.send(new ConfirmSignUpCommand({ ClientId: "nosuch", Username: "ann", ConfirmationCode: "123456" })),
    refusal("ResourceNotFoundException", "User pool client nosuch does not exist."),
  );
});

test("T-01 where the client hides users, nobody is answered as somebody without a code", async () => {
  const pool = await given(world, {}, { PreventUserExistenceErrors: "ENABLED" });
  for (let tries = 0; tries < 15; tries++) await assert.rejects(pool.confirm("ghost", "123456"), expired);
  await assert.rejects(pool.confirm("ghost", "123456"), limited);
});

test("the client proves its secret before the user is looked up", async () => {
  const pool = await given(world, {}, { GenerateSecret: true });
  const { ClientSecret = "" } = pool.client;
  const confirm = (SecretHash: string | undefined) =>
    world.client.send(
      new ConfirmSignUpCommand({ ClientId: pool.clientId, Username: "ghost", ConfirmationCode: "1", SecretHash }),
    );
  await assert.rejects(
    confirm(undefined),
    refusal(
      "NotAuthorizedException",
      `Client ${pool.clientId} is configured with secret but SECRET_HASH was not received`,
    ),
  );
  await assert.rejects(
    confirm("nonsense"),
    refusal("NotAuthorizedException", `Unable to verify secret hash for client ${pool.clientId}`),
  );
  await assert.rejects(confirm(secretHash("ghost", pool.clientId, ClientSecret)), { name: "UserNotFoundException" });
});

test("T-08 an alias belongs to whoever proved it first, unless it is asked to move", async () => {
  const pool = await given(world, { AliasAttributes: ["email"] });
  const shared = { email: "shared@example.com" };
  await pool.signUp("first", shared);
  const firstCode = await pool.lastCode();
  await pool.signUp("second", shared);
  const secondCode = await pool.lastCode();
  await assert.rejects(getUser(world, pool.poolId, "shared@example.com"), { name: "UserNotFoundException" });
  await pool.confirm("first", firstCode);
  assert.equal((await getUser(world, pool.poolId, "shared@example.com")).Username, "first");
  await assert.rejects(
    pool.confirm("second", secondCode),
    refusal("AliasExistsException", "An account with the email already exists."),
  );
  assert.equal((await getUser(world, pool.poolId, "second")).UserStatus, "UNCONFIRMED");
  await world.client.send(
    new ConfirmSignUpCommand({
      ClientId: pool.clientId,
      Username: "second",
      ConfirmationCode: secondCode,
      ForceAliasCreation: true,
    }),
  );
  assert.equal((await getUser(world, pool.poolId, "shared@example.com")).Username, "second");
  assert.equal((await attributesOf(world, pool.poolId, "first"))["email_verified"], "false");
});

test("T-46 a failing PostConfirmation is told after the confirmation has been stored", async () => {
  const pool = await given(world, {
    LambdaConfig: { PostConfirmation: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  });
  await pool.signUp("ann");
  await assert.rejects(pool.confirm("ann", await pool.lastCode()), { name: "UnexpectedLambdaException" });
  assert.equal((await getUser(world, pool.poolId, "ann")).UserStatus, "CONFIRMED");
});

test("T-11 a reset code is no confirmation, though it is the user's own", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  await world.client.send(new ForgotPasswordCommand({ ClientId: pool.clientId, Username: "ann" }));
  const resetCode = await pool.lastCode();
  await pool.signUp("bob");
  await assert.rejects(pool.confirm("bob", resetCode), mismatch);
});
