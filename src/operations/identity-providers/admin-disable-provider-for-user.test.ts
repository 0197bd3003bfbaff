import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AdminCreateUserCommand,
  AdminDisableProviderForUserCommand,
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

const disable = (UserPoolId: string, User: object) =>
  world.client.send(new AdminDisableProviderForUserCommand({ UserPoolId, User }));

test("a link is cut once", async () => {
  const { Id } = await world.pool();
  await person(Id);
  await create(Id);
  await link(Id, "ann", "1234");
  await disable(Id, source("1234"));
  assert.deepEqual(await identities(Id), []);
  await assert.rejects(disable(Id, source("1234")), {
    name: "UserNotFoundException",
    message: "User does not exist.",
  });
});

test("the pool's own user loses the password and nothing else", async () => {
  const { Id } = await world.pool();
  await person(Id);
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
  await assert.rejects(disable("us-east-1_unknown00", source("1")), { name: "ResourceNotFoundException" });
});
