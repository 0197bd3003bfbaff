import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateTermsCommand,
  DeleteTermsCommand,
  DeleteUserPoolClientCommand,
  DescribeTermsCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const terms = {
  TermsName: "terms-of-use",
  TermsSource: "LINK",
  Enforcement: "NONE",
  Links: { "cognito:default": "https://example.com/terms", "cognito:portuguese-brazil": "https://example.com/pt" },
} as const;
async function made(input: object = {}) {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { Terms } = await world.client.send(new CreateTermsCommand({ UserPoolId: Id, ClientId, ...terms, ...input }));
  return { Terms, ids: { UserPoolId: Id, TermsId: Terms?.TermsId } };
}
const gone = { name: "ResourceNotFoundException", message: "Terms do not exist." };
const unknown = "00000000-0000-4000-8000-000000000000";

test("terms are deleted once", async () => {
  const { ids } = await made();
  await world.client.send(new DeleteTermsCommand(ids));
  await assert.rejects(world.client.send(new DeleteTermsCommand(ids)), gone);
  await assert.rejects(world.client.send(new DeleteTermsCommand({ ...ids, TermsId: unknown })), gone);
});

test("terms go with their client", async () => {
  const { Terms, ids } = await made();
  await world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: ids.UserPoolId, ClientId: Terms?.ClientId }));
  await assert.rejects(world.client.send(new DescribeTermsCommand(ids)), gone);
});

test("T-33 no terms of another pool are deleted", async () => {
  const { Terms, ids } = await made();
  const { Id } = await world.pool();
  await assert.rejects(world.client.send(new DeleteTermsCommand({ ...ids, UserPoolId: Id })), gone);
  assert.deepEqual((await world.client.send(new DescribeTermsCommand(ids))).Terms, Terms);
});
