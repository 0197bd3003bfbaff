import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateUserPoolReplicaCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "../../../test/clients.js";
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

test("a replica has tags of its own, under the ARN of its region", async () => {
  const { Id, Arn } = await world.pool({ UserPoolTags: { stage: "primary" } });
  const { UserPoolReplica } = await world.client.send(
    new CreateUserPoolReplicaCommand({ UserPoolId: Id, RegionName: "eu-west-1", UserPoolTags: { stage: "second" } }),
  );
  const replica = UserPoolReplica?.UserPoolArn;
  assert.deepEqual(await tags(replica), { stage: "second" });
  await tag(replica, { owner: "ada" });
  await world.client.send(new UntagResourceCommand({ ResourceArn: replica, TagKeys: ["stage"] }));
  assert.deepEqual(await tags(replica), { owner: "ada" });
  assert.deepEqual(await tags(Arn), { stage: "primary" });
  const elsewhere = replica?.replace("eu-west-1:", "eu-west-2:");
  await assert.rejects(tags(elsewhere), {
    name: "ResourceNotFoundException",
    message: `Resource ${elsewhere} does not exist.`,
  });
});
