import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AdminDisableProviderForUserCommand, AdminGetUserCommand } from "../../../test/clients.js";
import { atGoogle, createProvider, identitiesOf, linkToGoogle } from "../../../test/identity-providers.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const disable = (UserPoolId: string, User: object) =>
  world.client.send(new AdminDisableProviderForUserCommand({ UserPoolId, User }));

test("a link is cut once", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await createProvider(world, Id);
  await linkToGoogle(world, Id, "ann", "1234");
  await disable(Id, atGoogle("1234"));
  assert.deepEqual(await identitiesOf(world, Id), []);
  await assert.rejects(disable(Id, atGoogle("1234")), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
});

test("the pool's own user loses the password and nothing else", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  const user = await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username: "ann" }));
  const sub = user.UserAttributes?.find((attribute) => attribute.Name === "sub")?.Value ?? "";
  assert.notEqual(await world.world.store.credentials.get(Id, sub), undefined);
  const own = { ProviderName: "Cognito", ProviderAttributeName: "Cognito_Subject", ProviderAttributeValue: "ann" };
  await disable(Id, own);
  assert.equal(await world.world.store.credentials.get(Id, sub), undefined);
  const after = await world.client.send(new AdminGetUserCommand({ UserPoolId: Id, Username: "ann" }));
  assert.deepEqual(after.UserAttributes, user.UserAttributes);
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(disable("us-east-1_unknown00", atGoogle("1")), { name: "ResourceNotFoundException" });
});
