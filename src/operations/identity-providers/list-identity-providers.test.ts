import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListIdentityProvidersCommand } from "../../../test/clients.js";
import { createProvider } from "../../../test/identity-providers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new ListIdentityProvidersCommand({ UserPoolId, ...input }));

test("providers are listed by name with four members each, page by page", async () => {
  const { Id } = await world.pool();
  assert.deepEqual((await list(Id)).Providers, []);
  await createProvider(world, Id);
  await createProvider(world, Id, { ProviderName: "Facebook", ProviderType: "Facebook" });
  const first = await list(Id, { MaxResults: 1 });
  const second = await list(Id, { MaxResults: 1, NextToken: first.NextToken });
  const all = [...(first.Providers ?? []), ...(second.Providers ?? [])];
  assert.deepEqual(
    all.map((provider) => provider.ProviderName),
    ["Facebook", "Google"],
  );
  assert.deepEqual(Object.keys(all[0] ?? {}).sort(), [
    "CreationDate",
    "LastModifiedDate",
    "ProviderName",
    "ProviderType",
  ]);
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(list("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
