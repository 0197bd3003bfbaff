import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateManagedLoginBrandingCommand,
  DescribeManagedLoginBrandingByClientCommand,
  DescribeManagedLoginBrandingCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  // Images are larger than what a server takes unless told otherwise.
  world = await startTestWorld({ limits: { bodyBytes: 4 * 1024 * 1024 } });
});
after(() => world.close());

const create = (UserPoolId: string, ClientId: string, input: object) =>
  world.client.send(new CreateManagedLoginBrandingCommand({ UserPoolId, ClientId, ...input }));

const logo = {
  Category: "FORM_LOGO",
  ColorMode: "LIGHT",
  Extension: "PNG",
  Bytes: Uint8Array.of(137, 80, 78, 71, 0, 255),
} as const;
const Settings = {
  components: { form: { borderRadius: 8.25, logo: { enabled: true } } },
  categories: { auth: { authMethodOrder: [[{ display: "INPUT", type: "USERNAME_PASSWORD" }]] } },
};

test("a style shows settings and images as they were sent, and an id of its own", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  const { ManagedLoginBranding } = await create(Id, ClientId, { Settings, Assets: [logo] });
  const { ManagedLoginBrandingId, CreationDate, LastModifiedDate, ...shown } = ManagedLoginBranding ?? {};
  assert.match(ManagedLoginBrandingId ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(CreationDate instanceof Date);
  assert.deepEqual(CreationDate, LastModifiedDate);
  assert.deepEqual(shown, { UserPoolId: Id, UseCognitoProvidedValues: false, Settings, Assets: [logo] });
  const read = await world.client.send(
    new DescribeManagedLoginBrandingCommand({ UserPoolId: Id, ManagedLoginBrandingId }),
  );
  assert.deepEqual(read.ManagedLoginBranding, ManagedLoginBranding);
});

test("Cognito's own look has no settings; images may come with it", async () => {
  const { Id } = await world.pool();
  const plain = await create(Id, (await world.appClient(Id)).ClientId, { UseCognitoProvidedValues: true });
  assert.equal(plain.ManagedLoginBranding?.UseCognitoProvidedValues, true);
  assert.equal(plain.ManagedLoginBranding?.Settings, undefined);
  assert.deepEqual(plain.ManagedLoginBranding?.Assets, []);
  const other = await create(Id, (await world.appClient(Id)).ClientId, {
    UseCognitoProvidedValues: true,
    Assets: [logo],
  });
  assert.deepEqual(other.ManagedLoginBranding?.Assets, [logo]);
});

test("a client has one style", async () => {
  const { Id } = await world.pool();
  const { ClientId } = await world.appClient(Id);
  await create(Id, ClientId, { UseCognitoProvidedValues: true });
  await assert.rejects(create(Id, ClientId, { Settings }), { name: "ManagedLoginBrandingExistsException" });
  await create(Id, (await world.appClient(Id)).ClientId, { Settings });
  const { ManagedLoginBranding } = await world.client.send(
    new DescribeManagedLoginBrandingByClientCommand({ UserPoolId: Id, ClientId }),
  );
  assert.equal(ManagedLoginBranding?.UseCognitoProvidedValues, true);
});

const refusals: readonly [string, object, string | RegExp][] = [
  ["neither look nor settings", {}, "useCognitoProvidedValues or settings should be specified (but not both)"],
  [
    "look and settings",
    { UseCognitoProvidedValues: true, Settings: {} },
    "useCognitoProvidedValues or settings should be specified (but not both)",
  ],
  [
    "settings with unknown names",
    { Settings: { categories: { form: { borderRadius: 1 } } } },
    "Invalid settings provided. Validation errors: [{property: $.categories.form.borderRadius, errorType: UnknownProperty}]",
  ],
  [
    "an icon for anything but the icon",
    { Settings: {}, Assets: [{ ...logo, Extension: "ICO" }] },
    "The extension ICO is not allowed for the asset category FORM_LOGO.",
  ],
  [
    "more than forty images",
    { Settings: {}, Assets: Array.from({ length: 41 }, () => logo) },
    /at 'assets' failed to satisfy constraint: Member must have length less than or equal to 40$/,
  ],
  [
    "an image of more than a million bytes",
    { Settings: {}, Assets: [{ ...logo, Bytes: new Uint8Array(1_000_001) }] },
    /at 'assets\.1\.member\.bytes' failed to satisfy constraint: Member must have length less than or equal to 1000000$/,
  ],
  [
    "more than two megabytes together",
    {
      Settings: {},
      Assets: (["LIGHT", "DARK"] as const).map((ColorMode) => ({ ...logo, ColorMode, Bytes: new Uint8Array(800_000) })),
    },
    "The settings and assets of a request cannot be larger than 2 MB.",
  ],
];
for (const [what, input, message] of refusals) {
  test(`a style cannot be made of ${what}`, async () => {
    const { Id } = await world.pool();
    const { ClientId } = await world.appClient(Id);
    await assert.rejects(create(Id, ClientId, input), { name: "InvalidParameterException", message });
  });
}

test("T-33 pool and client must be there and belong together", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  const { ClientId } = await world.appClient(other.Id);
  await assert.rejects(create(one.Id, ClientId, { Settings }), {
    name: "ResourceNotFoundException",
    message: `User pool client ${ClientId} does not exist.`,
  });
  await assert.rejects(create("us-east-1_unknown00", ClientId, { Settings }), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
