import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AddUserPoolClientSecretCommand, ListUserPoolClientSecretsCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, ClientId: string) =>
  world.client.send(new ListUserPoolClientSecretsCommand({ UserPoolId, ClientId }));

test("secrets are listed oldest first and without their values", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id, { GenerateSecret: true });
  const { ClientSecretDescriptor } = await world.client.send(
    new AddUserPoolClientSecretCommand({ UserPoolId: Id, ClientId }),
  );
  const { ClientSecrets } = await list(Id, ClientId);
  assert.equal(ClientSecrets?.length, 2);
  assert.equal(ClientSecrets?.[1]?.ClientSecretId, ClientSecretDescriptor?.ClientSecretId);
  for (const secret of ClientSecrets ?? []) {
    assert.deepEqual(Object.keys(secret).sort(), ["ClientSecretCreateDate", "ClientSecretId"]);
  }
});

test("a public client has none, an unknown client does not exist", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  assert.deepEqual((await list(Id, ClientId)).ClientSecrets, []);
  await assert.rejects(list(Id, "unknown"), { name: "ResourceNotFoundException" });
});
