import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateManagedLoginBrandingCommand,
  DescribeManagedLoginBrandingCommand,
  UpdateManagedLoginBrandingCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const image = (ColorMode: "LIGHT" | "DARK", byte: number) =>
  ({ Category: "FORM_LOGO", ColorMode, Extension: "PNG", Bytes: Uint8Array.of(byte) }) as const;
const dark = { categories: { global: { colorSchemeMode: "DARK" } } };

async function style(input: object) {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { ManagedLoginBranding } = await world.client.send(
    new CreateManagedLoginBrandingCommand({ UserPoolId: Id, ClientId, ...input }),
  );
  return { UserPoolId: Id, ManagedLoginBrandingId: ManagedLoginBranding?.ManagedLoginBrandingId };
}
const update = async (input: object) =>
  (await world.client.send(new UpdateManagedLoginBrandingCommand(input as never))).ManagedLoginBranding;

test("what is sent comes over what is there, and is what is read next", async () => {
  const ids = await style({ Settings: dark, Assets: [image("LIGHT", 1), image("DARK", 2)] });
  const Settings = { categories: { global: { spacingDensity: "COMPACT" } } };
  const changed = await update({ ...ids, Settings, Assets: [image("LIGHT", 3)] });
  assert.deepEqual(changed?.Settings, {
    categories: { global: { colorSchemeMode: "DARK", spacingDensity: "COMPACT" } },
  });
  assert.deepEqual(changed?.Assets, [image("LIGHT", 3), image("DARK", 2)]);
  const read = await world.client.send(new DescribeManagedLoginBrandingCommand(ids as never));
  assert.deepEqual(read.ManagedLoginBranding, changed);
});

test("a style goes back to Cognito's look, and from there to settings", async () => {
  const ids = await style({ Settings: dark, Assets: [image("LIGHT", 1)] });
  const plain = await update({ ...ids, UseCognitoProvidedValues: true });
  assert.deepEqual([plain?.UseCognitoProvidedValues, plain?.Settings, plain?.Assets], [true, undefined, []]);
  const own = await update({ ...ids, Settings: dark });
  assert.deepEqual([own?.UseCognitoProvidedValues, own?.Settings], [false, dark]);
});

test("the time of change is that of the update", async () => {
  const ids = await style({ Settings: dark });
  world.clock.advance(5_000);
  const changed = await update({ ...ids });
  assert.ok(Number(changed?.LastModifiedDate) - Number(changed?.CreationDate) >= 5_000);
});

test("look and settings exclude each other; neither id may be left out", async () => {
  const ids = await style({ Settings: dark });
  await assert.rejects(update({ ...ids, UseCognitoProvidedValues: true, Settings: dark }), {
    name: "InvalidParameterException",
    message: "useCognitoProvidedValues or settings should be specified (but not both)",
  });
  for (const [missing, name] of [
    ["UserPoolId", "userPoolId"],
    ["ManagedLoginBrandingId", "managedLoginBrandingId"],
  ] as const) {
    await assert.rejects(update({ ...ids, [missing]: undefined, Settings: dark }), {
      name: "InvalidParameterException",
      message: `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    });
  }
});

test("T-33 a style of another pool, an unknown one and a malformed id are not found or refused", async () => {
  const [ids, other] = [await style({ Settings: dark }), await world.pool()];
  for (const ManagedLoginBrandingId of [ids.ManagedLoginBrandingId, "00000000-0000-4000-8000-000000000000"]) {
    await assert.rejects(update({ UserPoolId: other.Id, ManagedLoginBrandingId }), {
      name: "ResourceNotFoundException",
      message: "ManagedLoginBranding does not exist.",
    });
  }
  await assert.rejects(update({ ...ids, UserPoolId: "us-east-1_unknown00" }), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  await assert.rejects(update({ ...ids, ManagedLoginBrandingId: "style" }), { name: "InvalidParameterException" });
});
