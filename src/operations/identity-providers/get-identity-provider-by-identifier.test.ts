import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { GetIdentityProviderByIdentifierCommand } from "../../../test/clients.js";
import { createProvider } from "../../../test/identity-providers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const get = async (UserPoolId: string, IdpIdentifier: string) =>
  (await world.client.send(new GetIdentityProviderByIdentifierCommand({ UserPoolId, IdpIdentifier }))).IdentityProvider;

test("a provider is found by each of its identifiers", async () => {
  const { Id } = await world.pool();
  await createProvider(world, Id, { IdpIdentifiers: ["example.com", "example.org"] });
  for (const identifier of ["example.com", "example.org"]) {
    const shown = await get(Id, identifier);
    assert.equal(shown?.ProviderName, "Google");
    assert.deepEqual([...(shown?.IdpIdentifiers ?? [])].sort(), ["example.com", "example.org"]);
  }
});

test("an unknown identifier is not found", async () => {
  await assert.rejects(get((await world.pool()).Id, "unknown"), { name: "ResourceNotFoundException" });
});
