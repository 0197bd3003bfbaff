import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateIdentityProviderCommand, GetIdentityProviderByIdentifierCommand } from "../../../test/clients.js";
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

const get = async (UserPoolId: string, IdpIdentifier: string) =>
  (await world.client.send(new GetIdentityProviderByIdentifierCommand({ UserPoolId, IdpIdentifier }))).IdentityProvider;

test("a provider is found by each of its identifiers", async () => {
  const { Id } = await world.pool();
  await create(Id, { IdpIdentifiers: ["example.com", "example.org"] });
  for (const identifier of ["example.com", "example.org"]) {
    const shown = await get(Id, identifier);
    assert.equal(shown?.ProviderName, "Google");
    assert.deepEqual([...(shown?.IdpIdentifiers ?? [])].sort(), ["example.com", "example.org"]);
  }
});

test("an unknown identifier is not found", async () => {
  await assert.rejects(get((await world.pool()).Id, "unknown"), { name: "ResourceNotFoundException" });
});
