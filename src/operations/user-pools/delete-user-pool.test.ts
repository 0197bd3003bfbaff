import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateUserPoolDomainCommand,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  UpdateUserPoolCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string) => world.client.send(new DeleteUserPoolCommand({ UserPoolId }));

test("a deleted pool is gone at once, with its clients", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await remove(Id);
  const message = `User pool ${Id} does not exist.`;
  const name = "ResourceNotFoundException";
  await assert.rejects(world.client.send(new DescribeUserPoolCommand({ UserPoolId: Id })), { name, message });
  await assert.rejects(remove(Id), { name, message });
  assert.equal(await world.world.store.appClients.get(ClientId), undefined);
});

test("deletion protection must be lifted first", async () => {
  const { Id } = await world.pool({ DeletionProtection: "ACTIVE" });
  await assert.rejects(remove(Id), {
    name: "InvalidParameterException",
    message:
      "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
  });
  await world.client.send(new UpdateUserPoolCommand({ UserPoolId: Id, DeletionProtection: "INACTIVE" }));
  await remove(Id);
});

test("a domain must be deleted first", async () => {
  const { Id } = await world.pool();
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: "in-the-way" }));
  await assert.rejects(remove(Id), {
    name: "InvalidParameterException",
    message: "User pool cannot be deleted. It has a domain configured that should be deleted first.",
  });
});
