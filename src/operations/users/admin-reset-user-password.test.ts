import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  type CreateUserPoolCommandInput,
} from "../../../test/clients.js";
import { createUser, getUser, signIn, unconfirmedUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const reset = (UserPoolId: string, Username: string) =>
  world.client.send(new AdminResetUserPasswordCommand({ UserPoolId, Username }));

/** A pool with one confirmed user. */
async function given(attributes: Record<string, string>, settings: Partial<CreateUserPoolCommandInput> = {}) {
  const pool = await world.pool(settings);
  await createUser(world, pool.Id, "ann", attributes);
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.Id, Username: "ann", Password: "Perm-Pass-1", Permanent: true }),
  );
  return pool;
}

const byEmail = { email: "ann@example.com", email_verified: "true" };
const byPhone = { phone_number: "+15555550100", phone_number_verified: "true" };
const noWay = {
  name: "InvalidParameterException",
  message: "Cannot reset password for the user as there is no registered/verified email or phone_number",
};

test("bars the password and sends a code to the proven address, again if asked again", async () => {
  const pool = await given(byEmail);
  await reset(pool.Id, "ann");
  assert.equal((await getUser(world, pool.Id, "ann")).UserStatus, "RESET_REQUIRED");
  await reset(pool.Id, "ann");
  const [first, second, ...more] = await world.messages({ userPoolId: pool.Id });
  assert.deepEqual(more, []);
  assert.equal(first?.kind, "forgot-password");
  assert.equal(first?.to, "ann@example.com");
  assert.match(first?.code ?? "", /^\d{6}$/);
  assert.match(second?.text ?? "", new RegExp(second?.code ?? "none"));
});

test("T-10 the old password opens nothing after a reset, and only its owner is told why", async () => {
  const pool = await given(byEmail);
  const { ClientId } = await world.appClient(pool.Id);
  await reset(pool.Id, "ann");
  await assert.rejects(signIn(world, pool.Id, ClientId, "ann", "Perm-Pass-1"), {
    name: "PasswordResetRequiredException",
    message: "Password reset required for the user",
  });
  await assert.rejects(signIn(world, pool.Id, ClientId, "ann", "Wrong-Pass-1"), { name: "NotAuthorizedException" });
});

test("the pool's recovery setting decides about the address", async () => {
  const phoneFirst = {
    AccountRecoverySetting: {
      RecoveryMechanisms: [
        { Priority: 1, Name: "verified_phone_number" as const },
        { Priority: 2, Name: "verified_email" as const },
      ],
    },
  };
  const pool = await given({ ...byEmail, ...byPhone }, phoneFirst);
  await reset(pool.Id, "ann");
  const [message] = await world.messages({ userPoolId: pool.Id });
  assert.equal(message?.medium, "SMS");
  assert.equal(message?.to, "+15555550100");
});

test("T-10 without a proven address nothing happens", async () => {
  const pool = await given({ email: "ann@example.com" });
  await assert.rejects(reset(pool.Id, "ann"), noWay);
  assert.equal((await getUser(world, pool.Id, "ann")).UserStatus, "CONFIRMED");
  await unconfirmedUser(world, pool.Id, "new", byEmail);
  await assert.rejects(reset(pool.Id, "new"), noWay);
  assert.deepEqual(await world.messages({ userPoolId: pool.Id }), []);
});

test("only administrators may help where the pool says so, and then not by a code", async () => {
  const pool = await given(byEmail, {
    AccountRecoverySetting: { RecoveryMechanisms: [{ Priority: 1, Name: "admin_only" }] },
  });
  await assert.rejects(reset(pool.Id, "ann"), {
    name: "NotAuthorizedException",
    message: "Contact administrator to reset password.",
  });
});

test("states that know no reset", async () => {
  const pool = await given(byEmail);
  await createUser(world, pool.Id, "invited", { email: "i@example.com", email_verified: "true" });
  await assert.rejects(reset(pool.Id, "invited"), {
    name: "NotAuthorizedException",
    message: "User password cannot be reset in the current state.",
  });
  await world.client.send(new AdminDisableUserCommand({ UserPoolId: pool.Id, Username: "ann" }));
  await assert.rejects(reset(pool.Id, "ann"), { name: "NotAuthorizedException", message: "User is disabled." });
  await assert.rejects(reset(pool.Id, "ghost"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(reset("us-east-1_000000000", "ghost"), { name: "ResourceNotFoundException" });
});

test("a trigger that cannot run stops the reset before it bars anything", async () => {
  const pool = await given(byEmail, {
    LambdaConfig: { CustomMessage: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  });
  await assert.rejects(reset(pool.Id, "ann"), { name: "UnexpectedLambdaException" });
  assert.equal((await getUser(world, pool.Id, "ann")).UserStatus, "CONFIRMED");
});
