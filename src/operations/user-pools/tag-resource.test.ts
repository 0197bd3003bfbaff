import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListTagsForResourceCommand, TagResourceCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const tags = async (ResourceArn: string | undefined) =>
  (await world.client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;

const tag = (ResourceArn: string | undefined, Tags: Record<string, string>) =>
  world.client.send(new TagResourceCommand({ ResourceArn, Tags }));

test("tags are added and replaced", async () => {
  const { Arn } = await world.pool({ UserPoolTags: { a: "1", b: "2" } });
  await tag(Arn, { b: "3", c: "" });
  assert.deepEqual(await tags(Arn), { a: "1", b: "3", c: "" });
});

test("reserved keys are refused, and so is a pool of another account", async () => {
  const { Arn } = await world.pool();
  await assert.rejects(tag(Arn, { "aws:x": "y" }), { name: "InvalidParameterException" });
  await assert.rejects(tag(Arn?.replace(/:\d{12}:/, ":999999999999:"), { a: "b" }), {
    name: "ResourceNotFoundException",
  });
});
