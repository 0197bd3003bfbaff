import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateUserPoolDomainCommand,
  GetUICustomizationCommand,
  SetUICustomizationCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const get = async (UserPoolId: string, ClientId?: string) =>
  (await world.client.send(new GetUICustomizationCommand({ UserPoolId, ClientId }))).UICustomization;

test("nothing set is an empty object, for the pool and for its clients", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  assert.deepEqual(await get(Id), {});
  assert.deepEqual(await get(Id, "ALL"), {});
  assert.deepEqual(await get(Id, ClientId), {});
});

test("a client without looks of its own shows those of all clients", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: "inherits" }));
  const CSS = ".banner-customizable {}";
  await world.client.send(new SetUICustomizationCommand({ UserPoolId: Id, CSS }));
  const shown = await get(Id, ClientId);
  assert.deepEqual([shown?.ClientId, shown?.CSS], ["ALL", CSS]);
});

test("an unknown pool and an unknown client do not exist", async () => {
  const name = "ResourceNotFoundException";
  await assert.rejects(get("us-east-1_unknown00"), {
    name,
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  const { Id } = await world.pool();
  await assert.rejects(get(Id, "unknown"), { name, message: "User pool client unknown does not exist." });
});

test("a pool id of no form is told so", async () => {
  await assert.rejects(get("nonsense"), { name: "InvalidParameterException" });
});
