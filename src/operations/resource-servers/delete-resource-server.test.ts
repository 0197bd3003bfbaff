import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DeleteResourceServerCommand, DescribeUserPoolClientCommand } from "../../../test/clients.js";
import { api, apiScopes, createResourceServer } from "../../../test/resource-servers.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string, Identifier: string) =>
  world.client.send(new DeleteResourceServerCommand({ UserPoolId, Identifier }));

test("a server is deleted once; its scopes stay on clients as text", async () => {
  const { Id } = await world.pool();
  await createResourceServer(world, Id, { Scopes: apiScopes });
  const { ClientId } = await world.appClient(Id, {
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: ["https://api/read"],
    CallbackURLs: ["https://example.com"],
  });
  await remove(Id, api.Identifier);
  const { UserPoolClient } = await world.client.send(new DescribeUserPoolClientCommand({ UserPoolId: Id, ClientId }));
  assert.deepEqual(UserPoolClient?.AllowedOAuthScopes, ["https://api/read"]);
  await assert.rejects(remove(Id, api.Identifier), {
    name: "ResourceNotFoundException",
    message: "Resource server https://api does not exist.",
  });
});
