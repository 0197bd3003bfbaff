import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminSetUserPasswordCommand,
} from "../../../test/clients.js";
import { attributes, attributesOf, createUser, passwordOf, signIn } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const create = (UserPoolId: string, Username: string, more: Partial<AdminCreateUserCommandInput> = {}) =>
  world.client.send(new AdminCreateUserCommand({ UserPoolId, Username, ...more }));

const messagesOf = async (userPoolId: string) => world.messages({ userPoolId });

test("the invitation goes by SMS to a phone number, else by email, and carries name and password", async () => {
  const pool = await world.pool();
  await create(pool.Id, "ann", {
    UserAttributes: attributes({ email: "ann@example.com" }),
    TemporaryPassword: "Temp-Pass-1",
  });
  await create(pool.Id, "bob", {
    UserAttributes: attributes({ email: "bob@example.com", phone_number: "+15555550100" }),
  });
  await create(pool.Id, "nobody");
  const [toAnn, toBob, ...more] = await messagesOf(pool.Id);
  assert.deepEqual(more, []);
  assert.equal(toAnn?.medium, "EMAIL");
  assert.equal(toAnn?.to, "ann@example.com");
  assert.equal(toAnn?.subject, "Your temporary password");
  assert.equal(toAnn?.text, "Your username is ann and temporary password is Temp-Pass-1.");
  assert.equal(toBob?.medium, "SMS");
  assert.equal(toBob?.to, "+15555550100");
  assert.ok(toBob?.temporaryPassword);
  assert.ok(await (await passwordOf(world, pool.Id, "bob")).is(toBob.temporaryPassword));
});

test("a generated password meets even a strict policy", async () => {
  const pool = await world.pool({
    Policies: {
      PasswordPolicy: {
        MinimumLength: 40,
        RequireLowercase: true,
        RequireUppercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
      },
    },
  });
  await create(pool.Id, "ann", { UserAttributes: attributes({ email: "strict@example.com" }) });
  const { temporaryPassword = "" } = await world.lastMessage("strict@example.com");
  assert.equal(temporaryPassword.length, 40);
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.Id, Username: "ann", Password: temporaryPassword }),
  );
});

test("DesiredDeliveryMediums needs the addresses it names, and both are possible", async () => {
  const pool = await world.pool();
  await assert.rejects(create(pool.Id, "ann", { DesiredDeliveryMediums: ["EMAIL"] }), {
    name: "InvalidParameterException",
    message: "No email provided but desired delivery medium was Email",
  });
  await assert.rejects(create(pool.Id, "ann", { DesiredDeliveryMediums: ["SMS"] }), {
    name: "InvalidParameterException",
    message: "No phone number provided but desired delivery medium was SMS",
  });
  await create(pool.Id, "ann", {
    UserAttributes: attributes({ email: "ann@example.com", phone_number: "+15555550101" }),
    DesiredDeliveryMediums: ["EMAIL", "SMS"],
  });
  assert.deepEqual((await messagesOf(pool.Id)).map(({ medium }) => medium).sort(), ["EMAIL", "SMS"]);
});

test("SUPPRESS sends nothing and asks for no address", async () => {
  const pool = await world.pool({
    LambdaConfig: { CustomMessage: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  });
  await create(pool.Id, "ann", {
    UserAttributes: attributes({ email: "ann@example.com" }),
    DesiredDeliveryMediums: ["SMS"],
    MessageAction: "SUPPRESS",
  });
  assert.deepEqual(await messagesOf(pool.Id), []);
});

test("RESEND makes a new password, restarts its time and changes nothing else", async () => {
  const pool = await world.pool();
  await create(pool.Id, "ann", {
    UserAttributes: attributes({ email: "ann@example.com" }),
    TemporaryPassword: "Temp-Pass-1",
  });
  const before = await passwordOf(world, pool.Id, "ann");
  world.clock.advance(8 * 24 * 3_600_000);
  const { User } = await create(pool.Id, "ann", {
    MessageAction: "RESEND",
    UserAttributes: attributes({ email: "other@example.com", name: "Ann" }),
  });
  assert.equal(User?.UserStatus, "FORCE_CHANGE_PASSWORD");
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { email: "ann@example.com" });
  const [, again] = await messagesOf(pool.Id);
  assert.equal(again?.to, "ann@example.com");
  const now = await passwordOf(world, pool.Id, "ann");
  assert.ok((now.setAt ?? 0) > (before.setAt ?? 0));
  assert.ok(await now.is(again?.temporaryPassword ?? ""));
  assert.ok(!(await now.is("Temp-Pass-1")));
  await create(pool.Id, "ann", { MessageAction: "RESEND", TemporaryPassword: "Given-Pass-2" });
  assert.ok(await (await passwordOf(world, pool.Id, "ann")).is("Given-Pass-2"));
});

test("an invitation is good for seven days, and for seven more once it is sent again", async () => {
  const pool = await world.pool();
  const { ClientId } = await world.appClient(pool.Id);
  const temporary = { TemporaryPassword: "Temp-Pass-1" };
  await createUser(world, pool.Id, "ann", {}, temporary);
  assert.equal((await signIn(world, pool.Id, ClientId, "ann", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
  world.clock.advance(7 * 24 * 3_600_000);
  await assert.rejects(signIn(world, pool.Id, ClientId, "ann", "Temp-Pass-1"), {
    name: "NotAuthorizedException",
    message: "Temporary password has expired and must be reset by an administrator.",
  });
  await create(pool.Id, "ann", { MessageAction: "RESEND", ...temporary });
  world.clock.advance(6 * 24 * 3_600_000);
  assert.equal((await signIn(world, pool.Id, ClientId, "ann", "Temp-Pass-1")).ChallengeName, "NEW_PASSWORD_REQUIRED");
});

test("RESEND knows only users who have not answered their invitation", async () => {
  const pool = await world.pool();
  await assert.rejects(create(pool.Id, "ghost", { MessageAction: "RESEND" }), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await createUser(world, pool.Id, "ann");
  await assert.rejects(create(pool.Id, "ann", { MessageAction: "RESEND", TemporaryPassword: "weak" }), {
    name: "InvalidPasswordException",
  });
  await world.client.send(
    new AdminSetUserPasswordCommand({ UserPoolId: pool.Id, Username: "ann", Password: "Aa1-bcdefg", Permanent: true }),
  );
  await assert.rejects(create(pool.Id, "ann", { MessageAction: "RESEND" }), {
    name: "UnsupportedUserStateException",
    message: "Resend not possible. ann status is not FORCE_CHANGE_PASSWORD",
  });
});
