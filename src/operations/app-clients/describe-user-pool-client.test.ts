import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DescribeUserPoolClientCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = (UserPoolId: string, ClientId: string) =>
  world.client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));

test("DescribeUserPoolClient shows what creation answered, the secret included", async () => {
  const { Id } = await world.pool();
  const created = await world.appClient(Id, { GenerateSecret: true, TokenValidityUnits: {} });
  assert.deepEqual((await describe(Id, created.ClientId)).UserPoolClient, created);
  assert.deepEqual(created.TokenValidityUnits, {});
});

test("a client of another pool does not exist here", async () => {
  const { Id } = await world.pool();
  const { Id: other } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await assert.rejects(describe(other, ClientId), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
});
