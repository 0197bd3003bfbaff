import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminCreateUserCommand,
  AdminGetUserCommand,
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const ProviderDetails = { client_id: "i", client_secret: "s", authorize_scopes: "email" };
const google = { ProviderName: "Google", ProviderType: "Google" as const, ProviderDetails };
const create = (UserPoolId: string, input: object = {}) =>
  world.client.send(new CreateIdentityProviderCommand({ UserPoolId, ...google, ...input }));

const person = async (UserPoolId: string, Username = "ann") => {
  await world.client.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: "SUPPRESS" }));
};

const source = (subject: string) => ({
  ProviderName: "Google",
  ProviderAttributeName: "Cognito_Subject",
  ProviderAttributeValue: subject,
});
const link = (UserPoolId: string, Username: string, subject: string, change: object = {}) =>
  world.client.send(
    new AdminLinkProviderForUserCommand({
      UserPoolId,
      DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: Username },
      SourceUser: { ...source(subject), ...change },
    }),
  );
const identities = async (UserPoolId: string, Username = "ann") => {
  const user = await world.client.send(new AdminGetUserCommand({ UserPoolId, Username }));
  const text = user.UserAttributes?.find((attribute) => attribute.Name === "identities")?.Value;
  return text === undefined ? [] : (JSON.parse(text) as { userId: string; providerName: string }[]);
};

test("a linked identity shows on the user", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await create(Id);
  await link(Id, "ann", "1234");
  const [identity, ...more] = await identities(Id);
  assert.equal(identity?.userId, "1234");
  assert.equal(identity?.providerName, "Google");
  assert.deepEqual(more, []);
});

test("an identity is linked once, to one user, and a user has five at most", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await person(Id, "bob");
  await create(Id);
  await link(Id, "ann", "1");
  await assert.rejects(link(Id, "ann", "1"), {
    name: "InvalidParameterException",
    message: "SourceUser is already linked to DestinationUser",
  });
  await assert.rejects(link(Id, "bob", "1"), { name: "AliasExistsException" });
  for (const subject of ["2", "3", "4", "5"]) await link(Id, "ann", subject);
  await assert.rejects(link(Id, "ann", "6"), { name: "LimitExceededException" });
});

test("users of the pool itself are linked to, never linked", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await person(Id, "bob");
  await assert.rejects(link(Id, "ann", "bob", { ProviderName: "Cognito" }), {
    name: "InvalidParameterException",
    message:
      "Invalid SourceUser: Cognito users with a username/password may not be passed in as a SourceUser, only as a DestinationUser",
  });
});

test("somebody who has signed up already cannot be merged", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await person(Id, "Google_1234");
  await create(Id);
  await assert.rejects(link(Id, "ann", "1234"), {
    name: "InvalidParameterException",
    message: "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
  });
});

test("user and provider must exist, and social providers name users by subject", async () => {
  const { Id } = await world.pool();
  await person(Id);
  const name = "InvalidParameterException";
  await assert.rejects(link(Id, "ann", "1"), {
    name,
    message: `The provider Google does not exist for User Pool ${Id}`,
  });
  await create(Id);
  await assert.rejects(link(Id, "nobody", "1"), { name: "UserNotFoundException", message: "User does not exist." });
  await assert.rejects(link(Id, "ann", "1", { ProviderAttributeName: "email" }), { name });
  await assert.rejects(link(Id, "ann", "1", { ProviderName: "Cognito" }), { name });
  await assert.rejects(link("us-east-1_unknown00", "ann", "1"), { name: "ResourceNotFoundException" });
});
