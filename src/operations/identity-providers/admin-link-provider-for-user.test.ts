import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createProvider, identitiesOf, linkToGoogle } from "../../../test/identity-providers.js";
import { createUser } from "../../../test/users.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("a linked identity shows on the user", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await createProvider(world, Id);
  await linkToGoogle(world, Id, "ann", "1234");
  const [identity, ...more] = await identitiesOf(world, Id);
  assert.equal(identity?.userId, "1234");
  assert.equal(identity?.providerName, "Google");
  assert.deepEqual(more, []);
});

test("an identity is linked once, to one user, and a user has five at most", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await createUser(world, Id, "bob");
  await createProvider(world, Id);
  await linkToGoogle(world, Id, "ann", "1");
  await assert.rejects(linkToGoogle(world, Id, "ann", "1"), {
    name: "InvalidParameterException",
    message: "SourceUser is already linked to DestinationUser",
  });
  await assert.rejects(linkToGoogle(world, Id, "bob", "1"), { name: "AliasExistsException" });
  for (const subject of ["2", "3", "4", "5"]) await linkToGoogle(world, Id, "ann", subject);
  await assert.rejects(linkToGoogle(world, Id, "ann", "6"), { name: "LimitExceededException" });
});

test("users of the pool itself are linked to, never linked", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await createUser(world, Id, "bob");
  await assert.rejects(linkToGoogle(world, Id, "ann", "bob", { ProviderName: "Cognito" }), {
    name: "InvalidParameterException",
    message:
      "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
  });
});

test("somebody who has signed up already cannot be merged", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  await createUser(world, Id, "Google_1234");
  await createProvider(world, Id);
  await assert.rejects(linkToGoogle(world, Id, "ann", "1234"), {
    name: "InvalidParameterException",
    message: "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
  });
});

test("user and provider must exist, and social providers name users by subject", async () => {
  const { Id } = await world.pool();
  await createUser(world, Id, "ann");
  const name = "InvalidParameterException";
  await assert.rejects(linkToGoogle(world, Id, "ann", "1"), {
    name,
    message: `The provider Google does not exist for User Pool ${Id}`,
  });
  await createProvider(world, Id);
  await assert.rejects(linkToGoogle(world, Id, "nobody", "1"), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
  await assert.rejects(linkToGoogle(world, Id, "ann", "1", { ProviderAttributeName: "email" }), { name });
  await assert.rejects(linkToGoogle(world, Id, "ann", "1", { ProviderName: "Cognito" }), { name });
  await assert.rejects(linkToGoogle(world, "us-east-1_unknown00", "ann", "1"), { name: "ResourceNotFoundException" });
});
