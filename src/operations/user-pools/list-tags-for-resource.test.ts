import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListTagsForResourceCommand } from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const tags = async (ResourceArn: string | undefined) =>
  (await world.client.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;

test("tags given at creation are listed, and none are an empty map", async () => {
  const { Arn } = await world.pool({ UserPoolTags: { a: "1" } });
  assert.deepEqual(await tags(Arn), { a: "1" });
  assert.deepEqual(await tags((await world.pool()).Arn), {});
});

test("an ARN of something else is not found", async () => {
  await assert.rejects(tags("arn:aws:cognito-identity:us-east-1:123456789012:identitypool/us-east-1:x"), {
    name: "ResourceNotFoundException",
  });
});
