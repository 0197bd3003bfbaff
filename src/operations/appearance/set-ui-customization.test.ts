import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateUserPoolDomainCommand,
  DeleteUserPoolClientCommand,
  DeleteUserPoolDomainCommand,
  GetUICustomizationCommand,
  SetUICustomizationCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
  world.clock.freeze();
});
after(() => world.close());

const CSS = ".label-customizable {font-weight: 400;}";
const png = Buffer.from("\x89PNG\r\n\x1a\nany", "latin1");

let domains = 0;
const poolWithDomain = async () => {
  const { Id } = await world.pool();
  const Domain = `looks-${domains++}`;
  await world.client.send(new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain }));
  return { Id, Domain };
};
const set = async (UserPoolId: string, input: object = {}) =>
  (await world.client.send(new SetUICustomizationCommand({ UserPoolId, ...input }))).UICustomization;
const get = async (UserPoolId: string, ClientId?: string) =>
  (await world.client.send(new GetUICustomizationCommand({ UserPoolId, ClientId }))).UICustomization;

test("a sheet is shown as it was set, with its version and times", async () => {
  const { Id } = await poolWithDomain();
  const shown = await set(Id, { CSS });
  const { CSSVersion, CreationDate, LastModifiedDate, ...rest } = shown ?? {};
  assert.deepEqual(rest, { UserPoolId: Id, ClientId: "ALL", CSS });
  assert.match(CSSVersion ?? "", /^\d{14}$/);
  assert.equal(CreationDate?.getTime(), LastModifiedDate?.getTime());
  assert.deepEqual(await get(Id), shown);
  world.clock.advance(5_000);
  const changed = await set(Id, { CSS: `${CSS}\n` });
  assert.equal(changed?.CreationDate?.getTime(), CreationDate?.getTime());
  assert.equal(changed?.LastModifiedDate?.getTime(), world.clock.now());
  assert.ok((changed?.CSSVersion ?? "") > (CSSVersion ?? ""));
});

test("sheet and logo are replaced together, and ids alone remove both", async () => {
  const { Id } = await poolWithDomain();
  const first = await set(Id, { CSS, ImageFile: png });
  assert.equal(first?.ImageUrl, `${world.url}/${Id}/ALL/${first?.CSSVersion}/assets/images/image.jpg`);
  const second = await set(Id, { ImageFile: png });
  assert.deepEqual([second?.CSS, second?.CSSVersion], [undefined, undefined]);
  assert.ok(second?.ImageUrl);
  assert.equal((await set(Id, { CSS }))?.ImageUrl, undefined);
  assert.deepEqual(await set(Id), {});
  assert.deepEqual(await get(Id), {});
});

test("a client's looks stand before those of all clients, and go with the client", async () => {
  const { Id } = await poolWithDomain();
  const { ClientId } = await world.appClient(Id);
  await set(Id, { ClientId: "ALL", CSS });
  const own = await set(Id, { ClientId, ImageFile: png });
  assert.equal(own?.ClientId, ClientId);
  assert.deepEqual(await get(Id, ClientId), own);
  assert.equal((await get(Id))?.ClientId, "ALL");
  await world.client.send(new DeleteUserPoolClientCommand({ UserPoolId: Id, ClientId }));
  const key = { poolId: Id, kind: "ui-customization", id: ClientId } as const;
  assert.equal(await world.world.store.poolSettings.get(key), undefined);
  assert.equal((await fetch(own?.ImageUrl ?? "")).status, 404);
});

test("pages need a domain to be on; what is left of them can be removed without", async () => {
  const { Id } = await world.pool();
  await assert.rejects(set(Id, { CSS }), {
    name: "InvalidParameterException",
    message: "A domain must be associated with this user pool.",
  });
  const { Id: had, Domain } = await poolWithDomain();
  await set(had, { CSS });
  await world.client.send(new DeleteUserPoolDomainCommand({ UserPoolId: had, Domain }));
  assert.equal((await get(had))?.CSS, CSS);
  await set(had);
  assert.deepEqual(await get(had), {});
});

test("what a sheet or a logo may not be is refused", async () => {
  const { Id } = await poolWithDomain();
  const name = "InvalidParameterException";
  await assert.rejects(set(Id, { CSS: ".other-customizable {}" }), {
    name,
    message: "The CSS class .other-customizable is not in the list of allowed classes.",
  });
  await assert.rejects(set(Id, { ImageFile: Buffer.from("<svg/>") }), { name });
  await assert.rejects(set(Id, { CSS, ImageFile: Buffer.concat([png, Buffer.alloc(120_000)]) }), {
    name,
    message: "request parameters too large",
  });
  await assert.rejects(set(Id, { CSS: "x".repeat(131_073) }), {
    name,
    message: /at 'CSS' failed to satisfy constraint: Member must have length less than or equal to 131072$/i,
  });
  assert.deepEqual(await get(Id), {});
});

test("T-33 an unknown pool and another pool's client are refused", async () => {
  const name = "ResourceNotFoundException";
  await assert.rejects(set("us-east-1_unknown00", { CSS }), {
    name,
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  const { ClientId } = await world.appClient((await world.pool()).Id);
  await assert.rejects(set((await poolWithDomain()).Id, { ClientId, CSS }), {
    name,
    message: `User pool client ${ClientId} does not exist.`,
  });
});
