import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DeleteTermsCommand, DeleteUserPoolClientCommand, DescribeTermsCommand } from "../../../test/clients.js";
import { givenTerms, noTerms, unknownTermsId } from "../../../test/terms.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("terms are deleted once", async () => {
  const { ids } = await givenTerms(world);
  await world.client.send(new DeleteTermsCommand(ids));
  await assert.rejects(world.client.send(new DeleteTermsCommand(ids)), noTerms);
  await assert.rejects(world.client.send(new DeleteTermsCommand({ ...ids, TermsId: unknownTermsId })), noTerms);
});

test("terms go with their client", async () => {
  const { Terms, ids } = await givenTerms(world);
  await world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: ids.UserPoolId, ClientId: Terms?.ClientId }));
  await assert.rejects(world.client.send(new DescribeTermsCommand(ids)), noTerms);
});

test("T-33 no terms of another pool are deleted", async () => {
  const { Terms, ids } = await givenTerms(world);
  const { Id } = await world.pool();
  await assert.rejects(world.client.send(new DeleteTermsCommand({ ...ids, UserPoolId: Id })), noTerms);
  assert.deepEqual((await world.client.send(new DescribeTermsCommand(ids))).Terms, Terms);
});
