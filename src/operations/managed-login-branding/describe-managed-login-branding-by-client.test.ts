import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateManagedLoginBrandingCommand,
  DescribeManagedLoginBrandingByClientCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const describe = (UserPoolId: string, ClientId: string, ReturnMergedResources?: boolean) =>
  world.client.send(new DescribeManagedLoginBrandingByClientCommand({ UserPoolId, ClientId, ReturnMergedResources }));

test("the style of a client is found by the client, merged if asked", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { ManagedLoginBranding } = await world.client.send(
    new CreateManagedLoginBrandingCommand({ UserPoolId: Id, ClientId, UseCognitoProvidedValues: true }),
  );
  assert.deepEqual((await describe(Id, ClientId)).ManagedLoginBranding, ManagedLoginBranding);
  const merged = (await describe(Id, ClientId, true)).ManagedLoginBranding?.Settings;
  assert.deepEqual(Object.keys(merged as object), ["categories", "componentClasses", "components"]);
});

test("a client without a style, an unknown client and one of another pool are not found", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await assert.rejects(describe(Id, ClientId), {
    name: "ResourceNotFoundException",
    message: "ManagedLoginBranding does not exist.",
  });
  await assert.rejects(describe(Id, "unknown"), {
    name: "ResourceNotFoundException",
    message: "User pool client unknown does not exist.",
  });
  await assert.rejects(describe((await world.pool()).Id, ClientId), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
});
