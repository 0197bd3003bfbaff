import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListTagsForResourceCommand, UntagResourceCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const tags = async (ResourceArn: string | undefined) =>
  (await world.client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;

const untag = (ResourceArn: string | undefined, ...TagKeys: string[]) =>
  world.client.send(new UntagResourceCommand({ ResourceArn, TagKeys }));

test("tags are removed by key; a key that is not there is passed over", async () => {
  const { Arn } = await world.pool({ UserPoolTags: { a: "1", b: "2" } });
  await untag(Arn, "a", "unknown");
  assert.deepEqual(await tags(Arn), { b: "2" });
});

test("an unknown pool does not exist", async () => {
  const { Arn } = await world.pool();
  await assert.rejects(untag(Arn?.replace(/_.*$/, "_unknown00"), "a"), { name: "ResourceNotFoundException" });
});
