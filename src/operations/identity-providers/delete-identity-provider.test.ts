import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DeleteIdentityProviderCommand, DescribeUserPoolCommand } from "../../../test/clients.js";
import { createProvider } from "../../../test/identity-providers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string) =>
  world.client.send(new DeleteIdentityProviderCommand({ UserPoolId, ProviderName: "Google" }));

test("a provider that a client lists may be deleted; the identities attribute stays", async () => {
  const { Id } = await world.pool();
  await createProvider(world, Id);
  await world.appClient(Id, { SupportedIdentityProviders: ["Google"] });
  await remove(Id);
  const { UserPool } = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id }));
  assert.equal(UserPool?.SchemaAttributes?.[20]?.Name, "identities");
  await assert.rejects(remove(Id), {
    name: "ResourceNotFoundException",
    message: "Identity provider Google does not exist.",
  });
});
