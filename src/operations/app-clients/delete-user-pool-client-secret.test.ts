import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AddUserPoolClientSecretCommand,
  DeleteUserPoolClientSecretCommand,
  DescribeUserPoolClientCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string, ClientId: string, ClientSecretId: string | undefined) =>
  world.client.send(new DeleteUserPoolClientSecretCommand({ UserPoolId, ClientId, ClientSecretId }));

test("the older secret goes, the newer one takes its place but is not shown; the last one stays", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id, { GenerateSecret: true });
  const [first] = await world.world.store.clientSecrets.list(ClientId);
  const { ClientSecretDescriptor: second } = await world.client.send(
    new AddUserPoolClientSecretCommand({ UserPoolId: Id, ClientId }),
  );
  await remove(Id, ClientId, first?.id);
  const { UserPoolClient } = await world.client.send(new DescribeUserPoolClientCommand({ UserPoolId: Id, ClientId }));
  assert.ok(!("ClientSecret" in (UserPoolClient ?? {})));
  const [left] = await world.world.store.clientSecrets.list(ClientId);
  assert.equal(left?.value, second?.ClientSecretValue);
  await assert.rejects(remove(Id, ClientId, second?.ClientSecretId), { name: "InvalidParameterException" });
  await assert.rejects(remove(Id, ClientId, first?.id), {
    name: "ResourceNotFoundException",
    message: `Client secret ${first?.id} does not exist.`,
  });
});
