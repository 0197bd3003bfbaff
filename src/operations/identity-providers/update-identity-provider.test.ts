import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { UpdateIdentityProviderCommand } from "../../../test/clients.js";
import { createProvider, googleDetails } from "../../../test/identity-providers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const update = async (UserPoolId: string, input: object = {}) =>
  (await world.client.send(new UpdateIdentityProviderCommand({ UserPoolId, ProviderName: "Google", ...input })))
    .IdentityProvider;

test("what is not sent is kept; empty clears", async () => {
  const { Id } = await world.pool();
  await createProvider(world, Id, { AttributeMapping: { email: "email" }, IdpIdentifiers: ["example.com"] });
  const details = { ...googleDetails, client_id: "other" };
  const first = await update(Id, { ProviderDetails: details });
  assert.equal(first?.ProviderDetails?.["client_id"], "other");
  assert.deepEqual(first?.AttributeMapping, { username: "sub", email: "email" });
  assert.ok(!("IdpIdentifiers" in (first ?? {})));
  const second = await update(Id, { AttributeMapping: {}, IdpIdentifiers: [] });
  assert.deepEqual(second?.AttributeMapping, { username: "sub" });
  assert.deepEqual(second?.IdpIdentifiers, []);
  assert.equal(second?.ProviderDetails?.["client_id"], "other");
});

test("an identifier of another provider is refused, and an unknown provider does not exist", async () => {
  const { Id } = await world.pool();
  await assert.rejects(update(Id), { name: "ResourceNotFoundException" });
  await createProvider(world, Id);
  await createProvider(world, Id, { ProviderName: "Facebook", ProviderType: "Facebook", IdpIdentifiers: ["taken"] });
  await assert.rejects(update(Id, { IdpIdentifiers: ["taken"] }), { name: "InvalidParameterException" });
  await assert.rejects(update(Id, { ProviderDetails: { client_id: "i" } }), {
    name: "InvalidParameterException",
    message: "clientId, clientSecret and authorizeScopes are all required idp details.",
  });
});
