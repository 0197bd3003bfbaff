import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminDeleteUserAttributesCommand } from "../../../test/clients.js";
import { attributesOf, createUser, getUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string, Username: string, UserAttributeNames: string[]) =>
  world.client.send(new AdminDeleteUserAttributesCommand({ UserPoolId, Username, UserAttributeNames }));

test("attributes go, set or not, and an email takes its flag and its alias along", async () => {
  const pool = await world.pool({ AliasAttributes: ["email"] });
  await createUser(world, pool.Id, "ann", { name: "Ann", email: "ann@example.com", email_verified: "true" });
  await remove(pool.Id, "ann", ["name", "nickname"]);
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), { email: "ann@example.com", email_verified: "true" });
  await remove(pool.Id, "ann", ["email"]);
  assert.deepEqual(await attributesOf(world, pool.Id, "ann"), {});
  await assert.rejects(getUser(world, pool.Id, "ann@example.com"), { name: "UserNotFoundException" });
});

test("attributes that do not exist, are immutable, or that nobody may be without", async () => {
  const pool = await world.pool({
    Schema: [
      { Name: "name", Required: true },
      { Name: "fixed", AttributeDataType: "String", Mutable: false },
    ],
  });
  await createUser(world, pool.Id, "ann", { name: "Ann", "custom:fixed": "1" });
  const refused = (name: string, message: string) =>
    assert.rejects(remove(pool.Id, "ann", [name]), { name: "InvalidParameterException", message });
  await refused("custom:none", "Invalid user attributes: user.custom:none: Attribute does not exist in the schema.\n");
  await refused("custom:fixed", "Invalid user attributes: user.custom:fixed: Attribute cannot be updated.\n");
  await refused("name", "Invalid user attributes: user.name: The attribute is required\n");
  await refused("sub", "Cannot modify the non-mutable attribute sub");
});

test("the address that is the username stays", async () => {
  const pool = await world.pool({ UsernameAttributes: ["email"] });
  await createUser(world, pool.Id, "ann@example.com");
  await assert.rejects(remove(pool.Id, "ann@example.com", ["email"]), { name: "InvalidParameterException" });
  assert.deepEqual(await attributesOf(world, pool.Id, "ann@example.com"), { email: "ann@example.com" });
});

test("an unknown user has none", async () => {
  const pool = await world.pool();
  await assert.rejects(remove(pool.Id, "ghost", ["name"]), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(remove("us-east-1_000000000", "ghost", ["name"]), { name: "ResourceNotFoundException" });
});
