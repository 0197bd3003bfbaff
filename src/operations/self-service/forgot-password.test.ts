import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDisableUserCommand,
  AdminSetUserPasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  InitiateAuthCommand,
} from "../../../test/clients.js";
import { given, otherThan, password, refusal } from "../../../test/self-service.js";
import { createUser, getUser, passwordOf, setAttributes } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";
import { secretHash } from "../../domain/secret-hash.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const forgot = async (ClientId: string, Username: string) => {
  const { $metadata: _, ...answer } = await world.client.send(new ForgotPasswordCommand({ ClientId, Username }));
  return answer;
};
const reset = (ClientId: string, Username: string, ConfirmationCode: string, Password = "N3w-Passw0rd!") =>
  world.client.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }));
const hides = { PreventUserExistenceErrors: "ENABLED" } as const;
const hour = 3_600_000;

const mismatch = refusal("CodeMismatchException", "Invalid verification code provided, please try again.");
const expired = refusal("ExpiredCodeException", "Invalid code provided, please request a code again.");
const limited = refusal("LimitExceededException", "Attempt limit exceeded, please try after some time.");
const noAddress = refusal(
  "InvalidParameterException",
  "Cannot reset password for the user as there is no registered/verified email or phone_number",
);
const notInThisState = refusal("NotAuthorizedException", "User password cannot be reset in the current state.");

test("a code goes to the proven address and changes nothing until it comes back with a password", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  assert.deepEqual(await forgot(pool.clientId, "ann"), {
    CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "a***@e***" },
  });
  assert.equal((await getUser(world, pool.poolId, "ann")).UserStatus, "CONFIRMED");
  assert.ok(await (await passwordOf(world, pool.poolId, "ann")).is(password));
  const [message] = (await world.messages({ userPoolId: pool.poolId })).slice(-1);
  assert.equal(message?.kind, "forgot-password");
  const code = await pool.lastCode();
  await assert.rejects(reset(pool.clientId, "ann", otherThan(code)), mismatch);
  const { $metadata: _, ...answer } = await reset(pool.clientId, "ann", code);
  assert.deepEqual(answer, {});
  await pool.accessToken("ann", "N3w-Passw0rd!");
  await assert.rejects(pool.accessToken("ann"), refusal("NotAuthorizedException", "Incorrect username or password."));
  await assert.rejects(reset(pool.clientId, "ann", code), expired);
  assert.equal((await getUser(world, pool.poolId, "ann")).UserStatus, "CONFIRMED");
});

test("T-10 users whom nothing proves cannot begin a reset", async () => {
  const pool = await given(world);
  await pool.signUp("new");
  await assert.rejects(forgot(pool.clientId, "new"), noAddress);
  await pool.confirmed("ann");
  await setAttributes(world, pool.poolId, "ann", { email: "ann@example.org", email_verified: "false" });
  await assert.rejects(forgot(pool.clientId, "ann"), noAddress);
  await createUser(world, pool.poolId, "invited", { email: "i@example.com", email_verified: "true" });
  await assert.rejects(forgot(pool.clientId, "invited"), notInThisState);
  await pool.confirmed("bob");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "bob" }));
  await assert.rejects(forgot(pool.clientId, "bob"), refusal("NotAuthorizedException", "User is disabled."));
  await assert.rejects(
    forgot(pool.clientId, "ghost"),
    refusal("UserNotFoundException", "Username/client id combination not found."),
  );
});

test("where only administrators recover accounts, everybody is sent to them", async () => {
  const settings = { AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" as const }] } };
  const pool = await given(world, settings, hides);
  await pool.confirmed("ann");
  const contact = refusal("NotAuthorizedException", "Contact administrator to reset password.");
  await assert.rejects(forgot(pool.clientId, "ann"), contact);
  await assert.rejects(forgot(pool.clientId, "ghost"), contact);
});

test("T-01 where the client hides users, nobody, the disabled and the unproven look like everybody", async () => {
  const pool = await given(world, {}, hides);
  await pool.confirmed("dee");
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.poolId, Username: "dee" }));
  await pool.signUp("new");
  await pool.confirmed("ann");
  const sent = (await world.messages({ userPoolId: pool.poolId })).length;
  const looksReal = (answer: Awaited<ReturnType<typeof forgot>>) => {
    const { Destination, ...rest } = answer.CodeDeliveryDetails ?? {};
    assert.deepEqual(rest, { AttributeName: "email", DeliveryMedium: "EMAIL" });
    assert.match(Destination ?? "", /^[a-z]\*{3}@[a-z]\*{3}$/);
  };
  for (const name of ["ghost", "dee", "new"]) {
    // Before a code was asked for, as after: answered as for somebody who is there.
    await assert.rejects(reset(pool.clientId, name, "123456"), expired, name);
    const first = await forgot(pool.clientId, name);
    looksReal(first);
    assert.deepEqual(await forgot(pool.clientId, name), first);
    for (let tries = 0; tries < 5; tries++) await assert.rejects(reset(pool.clientId, name, "123456"), mismatch, name);
    await assert.rejects(reset(pool.clientId, name, "123456"), expired, name);
  }
  assert.equal((await world.messages({ userPoolId: pool.poolId })).length, sent);
  looksReal(await forgot(pool.clientId, "ann"));
  assert.deepEqual(await forgot(pool.clientId, "someone@else.com"), {
    CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination: "s***@e***" },
  });
});

test("T-01 the code of a delivery that did not take place opens nothing, even if it is guessed", async () => {
  const pool = await given(world, {}, hides);
  await pool.confirmed("dee");
  const { poolId, clientId } = pool;
  const { store, keyring, clock } = world.world;
  const { Username: _, UserAttributes } = await getUser(world, poolId, "dee");
  const sub = UserAttributes?.find(({ Name }) => Name === "sub")?.Value ?? "";
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: poolId, Username: "dee" }));
  await forgot(clientId, "dee");
  const key = { poolId, sub, purpose: "forgot-password", target: "" } as const;
  const stored = await store.codes.get(key);
  assert.equal(stored?.destination, "");
  const mac = keyring.mac({ purpose: "code:forgot-password:", poolId, subject: sub }, "424242");
  await store.codes.put({
    ...key,
    attribute: "",
    destination: "",
    clientId,
    mac,
    issuedAt: clock.now(),
    expiresAt: clock.now() + hour,
    triesLeft: 5,
  });
  await assert.rejects(reset(clientId, "dee", "424242"), mismatch);
  assert.ok(await (await passwordOf(world, poolId, "dee")).is(password));
});

test("a code lives an hour, and a new one voids the old", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  await forgot(pool.clientId, "ann");
  const old = await pool.lastCode();
  await forgot(pool.clientId, "ann");
  const code = await pool.lastCode();
  if (old !== code) await assert.rejects(reset(pool.clientId, "ann", old), mismatch);
  world.clock.advance(hour + 1000);
  await assert.rejects(reset(pool.clientId, "ann", code), expired);
});

test("T-14 twenty requests and twenty tries an hour, five tries a code", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  for (let times = 0; times < 20; times++) await forgot(pool.clientId, "ann");
  await assert.rejects(forgot(pool.clientId, "ann"), limited);
  const code = await pool.lastCode();
  for (let tries = 0; tries < 5; tries++) await assert.rejects(reset(pool.clientId, "ann", otherThan(code)), mismatch);
  for (let tries = 5; tries < 20; tries++) await assert.rejects(reset(pool.clientId, "ann", code), expired);
  await assert.rejects(reset(pool.clientId, "ann", code), limited);
});

test("T-06 a password that does not conform costs no try and leaves the code good", async () => {
  const pool = await given(world, { Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } } });
  await pool.confirmed("ann");
  await forgot(pool.clientId, "ann");
  const code = await pool.lastCode();
  for (let tries = 0; tries < 6; tries++) {
    await assert.rejects(
      reset(pool.clientId, "ann", code, "short"),
      refusal("InvalidPasswordException", "Password does not conform to policy: Password not long enough"),
    );
  }
  await assert.rejects(reset(pool.clientId, "ann", code, password), {
    name: "PasswordHistoryPolicyViolationException",
  });
  await reset(pool.clientId, "ann", code);
});

test("T-10 a code for an address that was changed since opens nothing", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  await forgot(pool.clientId, "ann");
  const code = await pool.lastCode();
  await setAttributes(world, pool.poolId, "ann", { email: "new@example.com", email_verified: "true" });
  await assert.rejects(reset(pool.clientId, "ann", code), expired);
});

test("T-11 the code that confirms a sign-up resets no password", async () => {
  const pool = await given(world);
  await pool.signUp("ann");
  await assert.rejects(
    reset(pool.clientId, "ann", await pool.lastCode()),
    refusal("UserNotConfirmedException", "User is not confirmed."),
  );
  await pool.confirm("ann", await pool.lastCode());
  await assert.rejects(reset(pool.clientId, "ann", await pool.lastCode()), expired);
});

test("a reset ends the lock-out", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  for (let tries = 0; tries < 8; tries++) {
    await assert.rejects(pool.accessToken("ann", "Wr0ng-Password!"), { name: "NotAuthorizedException" });
    world.clock.advance(tries < 4 ? 1 : 60_000);
  }
  await assert.rejects(pool.accessToken("ann", "Wr0ng-Password!"), { name: "NotAuthorizedException" });
  await assert.rejects(pool.accessToken("ann"), refusal("NotAuthorizedException", "Password attempts exceeded"));
  await forgot(pool.clientId, "ann");
  await reset(pool.clientId, "ann", await pool.lastCode());
  await pool.accessToken("ann", "N3w-Passw0rd!");
});

test("the client proves its secret first", async () => {
  const pool = await given(world, {}, { GenerateSecret: true });
  const { ClientSecret = "" } = pool.client;
  const missing = refusal(
    "NotAuthorizedException",
    `Client ${pool.clientId} is configured with secret but SECRET_HASH was not received`,
  );
  await assert.rejects(forgot(pool.clientId, "ghost"), missing);
  await assert.rejects(reset(pool.clientId, "ghost", "123456"), missing);
  const SecretHash = secretHash("ghost", pool.clientId, ClientSecret);
  await assert.rejects(
    world.client.send(new ForgotPasswordCommand({ ClientId: pool.clientId, Username: "ghost", SecretHash })),
    { name: "UserNotFoundException" },
  );
});

for (const [trigger, name] of [
  ["CustomMessage", "ann"],
  ["UserMigration", "ghost"],
] as const) {
  test(`T-46 no code goes out when ${trigger} cannot run`, async () => {
    const pool = await given(world, {
      AutoVerifiedAttributes: [],
      LambdaConfig: { [trigger]: "arn:aws:lambda:us-east-1:000000000000:function:f" },
    });
    await createUser(world, pool.poolId, "ann", { email: "ann@example.com", email_verified: "true" });
    await world.client.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: pool.poolId,
        Username: "ann",
        Password: password,
        Permanent: true,
      }),
    );
    await assert.rejects(forgot(pool.clientId, name), { name: "UnexpectedLambdaException" });
    assert.deepEqual(await world.messages({ userPoolId: pool.poolId }), []);
  });
}

test("a session that was open before the reset stays so", async () => {
  const pool = await given(world);
  await pool.confirmed("ann");
  const { AuthenticationResult } = await world.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: "ann", PASSWORD: password },
    }),
  );
  await forgot(pool.clientId, "ann");
  await reset(pool.clientId, "ann", await pool.lastCode());
  const refreshed = await world.client.send(
    new InitiateAuthCommand({
      ClientId: pool.clientId,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? "" },
    }),
  );
  assert.ok(refreshed.AuthenticationResult?.AccessToken);
});
