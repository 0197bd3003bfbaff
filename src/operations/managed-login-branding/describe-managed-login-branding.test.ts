import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateManagedLoginBrandingCommand, DescribeManagedLoginBrandingCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("merged, a style lies over the defaults; otherwise it shows what was set", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const Settings = { categories: { global: { colorSchemeMode: "DARK" } } };
  const { ManagedLoginBranding: made } = await world.client.send(
    new CreateManagedLoginBrandingCommand({ UserPoolId: Id, ClientId, Settings }),
  );
  const ids = { UserPoolId: Id, ManagedLoginBrandingId: made?.ManagedLoginBrandingId };
  const read = async (ReturnMergedResources: boolean) =>
    (await world.client.send(new DescribeManagedLoginBrandingCommand({ ...ids, ReturnMergedResources })))
      .ManagedLoginBranding;
  assert.deepEqual(await read(false), made);
  const { Settings: merged, ...others } = (await read(true)) ?? {};
  assert.deepEqual({ ...others, Settings }, made);
  const { categories, components } = merged as Record<string, Record<string, Record<string, unknown>>>;
  assert.equal(categories?.["global"]?.["colorSchemeMode"], "DARK");
  assert.equal(categories?.["global"]?.["spacingDensity"], "REGULAR");
  assert.equal(components?.["form"]?.["borderRadius"], 8);
});

test("an unknown style and an unknown pool do not exist", async () => {
  const ManagedLoginBrandingId = "00000000-0000-4000-8000-000000000000";
  const describe = (UserPoolId: string) =>
    world.client.send(new DescribeManagedLoginBrandingCommand({ UserPoolId, ManagedLoginBrandingId }));
  await assert.rejects(describe((await world.pool()).Id), {
    name: "ResourceNotFoundException",
    message: "ManagedLoginBranding does not exist.",
  });
  await assert.rejects(describe("us-east-1_unknown00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});

test("an id that is no UUID of version 4 is refused before anything is looked up", async () => {
  await assert.rejects(
    world.client.send(
      new DescribeManagedLoginBrandingCommand({ UserPoolId: "us-east-1_unknown00", ManagedLoginBrandingId: "style" }),
    ),
    {
      name: "InvalidParameterException",
      message:
        "1 validation error detected: Value 'style' at 'managedLoginBrandingId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[4][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$",
    },
  );
});
