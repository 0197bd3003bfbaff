import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminConfirmSignUpCommand } from "../../../test/clients.js";
import { attributesOf, createUser, getUser, unconfirmedUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const confirm = (UserPoolId: string, Username: string) =>
  world.client.send(new AdminConfirmSignUpCommand({ UserPoolId, Username }));

test("confirms, and proves no address by it", async () => {
  const pool = await world.pool({ AutoVerifiedAttributes: ["email"] });
  await unconfirmedUser(world, pool.Id, "ann", { email: "ann@example.com", email_verified: "false" });
  await confirm(pool.Id, "ann");
  assert.equal((await getUser(world, pool.Id, "ann")).UserStatus, "CONFIRMED");
  assert.equal((await attributesOf(world, pool.Id, "ann")).email_verified, "false");
  await assert.rejects(confirm(pool.Id, "ann"), {
    name: "NotAuthorizedException",
    message: "User cannot be confirmed. Current status is CONFIRMED",
  });
});

test("only users who signed up themselves can be confirmed", async () => {
  const pool = await world.pool();
  await createUser(world, pool.Id, "bob");
  await assert.rejects(confirm(pool.Id, "bob"), {
    name: "NotAuthorizedException",
    message: "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD",
  });
  await assert.rejects(confirm(pool.Id, "ghost"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(confirm("us-east-1_000000000", "ghost"), { name: "ResourceNotFoundException" });
});

test("T-08 confirming does not take a verified address away from whoever has it as alias", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"] });
  const verified = { email: "shared@example.com", email_verified: "true" };
  await createUser(world, pool.Id, "owner", verified);
  await unconfirmedUser(world, pool.Id, "late", verified);
  await assert.rejects(confirm(pool.Id, "late"), {
    name: "InvalidParameterException",
    message: "An account with the email already exists.",
  });
  assert.equal((await getUser(world, pool.Id, "late")).UserStatus, "UNCONFIRMED");
  assert.equal((await getUser(world, pool.Id, "shared@example.com")).Username, "owner");
});

test("a trigger that cannot run is told after the confirmation has been stored", async () => {
  const pool = await world.pool({
    LambdaConfig: { PostConfirmation: "arn:aws:lambda:us-east-1:000000000000:function:f" },
  });
  await unconfirmedUser(world, pool.Id, "ann");
  await assert.rejects(confirm(pool.Id, "ann"), { name: "UnexpectedLambdaException" });
  assert.equal((await getUser(world, pool.Id, "ann")).UserStatus, "CONFIRMED");
});
