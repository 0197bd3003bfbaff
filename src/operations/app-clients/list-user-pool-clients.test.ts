import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListUserPoolClientsCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new ListUserPoolClientsCommand({ UserPoolId, ...input }));

test("clients are listed page by page with ids and names only", async () => {
  const { Id } = await world.pool();
  for (const ClientName of ["a", "b", "c"]) await world.appClient(Id, { ClientName, GenerateSecret: true });
  const first = await list(Id, { MaxResults: 2 });
  const second = await list(Id, { MaxResults: 2, NextToken: first.NextToken });
  const all = [...(first.UserPoolClients ?? []), ...(second.UserPoolClients ?? [])];
  assert.deepEqual(all.map((client) => client.ClientName).sort(), ["a", "b", "c"]);
  assert.deepEqual(Object.keys(all[0] ?? {}).sort(), ["ClientId", "ClientName", "UserPoolId"]);
  assert.equal(second.NextToken, undefined);
});

test("no client registered itself, and a page token belongs to its pool", async () => {
  const { Id } = await world.pool();
  for (const ClientName of ["a", "b"]) await world.appClient(Id, { ClientName });
  assert.deepEqual((await list(Id, { ClientType: "DCR" })).UserPoolClients, []);
  assert.equal((await list(Id, { ClientType: "REGULAR" })).UserPoolClients?.length, 2);
  const { NextToken } = await list(Id, { MaxResults: 1 });
  const { Id: other } = await world.pool();
  await assert.rejects(list(other, { NextToken }), { name: "InvalidParameterException", message: /^Paging marker/ });
  await assert.rejects(list("us-east-1_unknown00"), { name: "ResourceNotFoundException" });
});
