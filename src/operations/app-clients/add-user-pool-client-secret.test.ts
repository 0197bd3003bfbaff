import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { AddUserPoolClientSecretCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const add = async (UserPoolId: string, ClientId: string, input: object = {}) =>
  (await world.client.send(new AddUserPoolClientSecretCommand({ UserPoolId, ClientId, ...input })))
    .ClientSecretDescriptor;

test("a second secret is generated and shown once; a third is too many", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id, { GenerateSecret: true });
  const added = await add(Id, ClientId);
  assert.match(added?.ClientSecretId ?? "", new RegExp(`^${ClientId}--\\d+$`));
  assert.match(added?.ClientSecretValue ?? "", /^[0-9a-z]{51,52}$/);
  await assert.rejects(add(Id, ClientId), {
    name: "LimitExceededException",
    message: "Client secrets cannot exceed limit of 2 secrets.",
  });
});

test("a secret of the caller's own is not repeated to the caller", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id, { GenerateSecret: true });
  const added = await add(Id, ClientId, { ClientSecret: "x".repeat(24) });
  assert.ok(!("ClientSecretValue" in (added ?? {})));
  const stored = await world.world.store.clientSecrets.list(ClientId);
  assert.equal(stored[1]?.value, "x".repeat(24));
});

test("of several secrets added at once only one finds room", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id, { GenerateSecret: true });
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => add(Id, ClientId)));
  assert.equal(tries.filter((outcome) => outcome.status === "fulfilled").length, 1);
  assert.equal((await world.world.store.clientSecrets.list(ClientId)).length, 2);
});

test("a public client cannot become confidential, and an unknown client does not exist", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await assert.rejects(add(Id, ClientId), { name: "InvalidParameterException" });
  await assert.rejects(add(Id, "unknown"), { name: "ResourceNotFoundException" });
});
