import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeIdentityProviderCommand } from "../../../test/clients.js";
import { createProvider } from "../../../test/identity-providers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = async (UserPoolId: string, ProviderName: string) =>
  (await world.client.send(new DescribeIdentityProviderCommand({ UserPoolId, ProviderName }))).IdentityProvider;

test("all nine details of Google come back, and a list of identifiers even if empty", async () => {
  const { Id } = await world.pool();
  await createProvider(world, Id);
  const shown = await describe(Id, "Google");
  assert.deepEqual(Object.keys(shown?.ProviderDetails ?? {}).sort(), [
    "attributes_url",
    "attributes_url_add_attributes",
    "authorize_scopes",
    "authorize_url",
    "client_id",
    "client_secret",
    "oidc_issuer",
    "token_request_method",
    "token_url",
  ]);
  assert.deepEqual(shown?.IdpIdentifiers, []);
});

test("Apple's private key is never shown", async () => {
  const { Id } = await world.pool();
  const name = "SignInWithApple";
  const details = { client_id: "i", team_id: "t", key_id: "k", private_key: "p", authorize_scopes: "email" };
  await createProvider(world, Id, { ProviderName: name, ProviderType: name, ProviderDetails: details });
  assert.ok(!JSON.stringify(await describe(Id, name)).includes("private_key"));
});

test("an unknown provider does not exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(describe(Id, "unknown"), {
    name: "ResourceNotFoundException",
    message: "Identity provider unknown does not exist.",
  });
});
