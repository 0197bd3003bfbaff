import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DeleteUserPoolClientCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("a deleted client and its secret are gone", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id, { GenerateSecret: true });
  await world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: Id, ClientId }));
  assert.deepEqual(await world.world.store.clientSecrets.list(ClientId), []);
  await assert.rejects(world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: Id, ClientId })), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
});
