import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateManagedLoginBrandingCommand,
  DeleteManagedLoginBrandingCommand,
  DeleteUserPoolClientCommand,
  DescribeManagedLoginBrandingCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

async function style() {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const create = () =>
    world.client.send(
      new CreateManagedLoginBrandingCommand({ UserPoolId: Id, ClientId, UseCognitoProvidedValues: true }),
    );
  const { ManagedLoginBranding } = await create();
  return {
    ClientId,
    create,
    ids: { UserPoolId: Id, ManagedLoginBrandingId: ManagedLoginBranding?.ManagedLoginBrandingId },
  };
}
const gone = { name: "ResourceNotFoundException", message: "ManagedLoginBranding does not exist." };

test("a style is deleted once, and the client may have another", async () => {
  const { ids, create } = await style();
  await world.client.send(new DeleteManagedLoginBrandingCommand(ids));
  await assert.rejects(world.client.send(new DeleteManagedLoginBrandingCommand(ids)), gone);
  const { ManagedLoginBranding } = await create();
  assert.notEqual(ManagedLoginBranding?.ManagedLoginBrandingId, ids.ManagedLoginBrandingId);
});

test("a style goes with its client", async () => {
  const { ids, ClientId } = await style();
  await world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: ids.UserPoolId, ClientId }));
  await assert.rejects(world.client.send(new DescribeManagedLoginBrandingCommand(ids)), gone);
});

test("T-33 no style of another pool is deleted", async () => {
  const { ids } = await style();
  const { Id } = await world.pool();
  await assert.rejects(world.client.send(new DeleteManagedLoginBrandingCommand({ ...ids, UserPoolId: Id })), gone);
  const read = await world.client.send(new DescribeManagedLoginBrandingCommand(ids));
  assert.equal(read.ManagedLoginBranding?.ManagedLoginBrandingId, ids.ManagedLoginBrandingId);
});
