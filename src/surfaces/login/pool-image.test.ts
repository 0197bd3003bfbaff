import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CreateUserPoolDomainCommand, SetUICustomizationCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const png = Buffer.from("\x89PNG\r\n\x1a\nany", "latin1");
const jpeg = Buffer.from("\xff\xd8\xff\xe0any", "latin1");

async function logo(image: Buffer): Promise<{ url: string; set: (ImageFile?: Buffer) => Promise<string> }> {
  const { Id } = await world.pool();
  await world.client.send(
    new CreateUserPoolDomainCommand({ UserPoolId: Id, Domain: Id.toLowerCase().replace("_", "-") }),
  );
  const set = async (ImageFile?: Buffer) => {
    const command = new SetUICustomizationCommand({ UserPoolId: Id, ...(ImageFile && { ImageFile }) });
    return (await world.client.send(command)).UICustomization?.ImageUrl ?? "";
  };
  return { url: await set(image), set };
}

for (const [image, type] of [
  [png, "image/png"],
  [jpeg, "image/jpeg"],
] as const) {
  test(`a logo is served as ${type}`, async () => {
    const { url } = await logo(image);
    const response = await fetch(url);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), type);
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), image);
    assert.equal((await fetch(url, { method: "HEAD" })).status, 200);
    assert.equal((await fetch(url, { method: "POST" })).status, 405);
  });
}

test("T-45 a logo is never more than an image", async () => {
  const { url } = await logo(Buffer.concat([png, Buffer.from("<script>alert(1)</script>")]));
  const { headers } = await fetch(url);
  assert.equal(headers.get("x-content-type-options"), "nosniff");
  assert.equal(headers.get("content-security-policy"), "default-src 'none'; sandbox");
});

test("an address of a logo that is gone, or of none, is not found", async () => {
  const { url, set } = await logo(png);
  world.clock.advance(1_000);
  const newer = await set(jpeg);
  assert.notEqual(newer, url);
  assert.deepEqual([(await fetch(url)).status, (await fetch(newer)).status], [404, 200]);
  await set();
  assert.equal((await fetch(newer)).status, 404);
  assert.equal((await fetch(newer)).headers.get("cache-control"), "no-store");
  assert.equal((await fetch(newer.replace("/ALL/", "/other/"))).status, 404);
  assert.equal((await fetch(newer.replace("image.jpg", "other.jpg"))).status, 404);
});
