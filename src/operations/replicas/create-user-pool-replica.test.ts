import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createReplica, replicaRegion, replicasOf } from "../../../test/replicas.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

test("a replica is being created, and found inactive at once", async () => {
  const { Id } = await world.pool();
  const UserPoolArn = `arn:aws:cognito-idp:us-west-2:123456789012:userpool/${Id}`;
  const { UserPoolReplica } = await createReplica(world, Id, { UserPoolTags: { stage: "test" } });
  assert.deepEqual(UserPoolReplica, { ...replicaRegion, Status: "CREATING", Role: "SECONDARY", UserPoolArn });
  assert.deepEqual((await replicasOf(world, Id))?.[1], {
    ...replicaRegion,
    Status: "INACTIVE",
    Role: "SECONDARY",
    UserPoolArn,
  });
});

test("a pool has one replica, and none in its own region", async () => {
  const { Id } = await world.pool();
  await assert.rejects(createReplica(world, Id, { RegionName: "us-east-1" }), {
    name: "InvalidParameterException",
    message: `us-east-1 is the primary Region of user pool ${Id}.`,
  });
  await assert.rejects(createReplica(world, Id, { RegionName: "elsewhere" }), {
    name: "InvalidParameterException",
    message: "elsewhere is not a valid AWS Region.",
  });
  await createReplica(world, Id);
  for (const RegionName of ["us-west-2", "eu-west-1"]) {
    await assert.rejects(createReplica(world, Id, { RegionName }), {
      name: "LimitExceededException",
      message: `User pool ${Id} already has a replica in us-west-2.`,
    });
  }
});

test("of two replicas that are asked for at the same time, one is made", async () => {
  const { Id } = await world.pool();
  const outcomes = await Promise.allSettled([
    createReplica(world, Id),
    createReplica(world, Id, { RegionName: "eu-west-1" }),
  ]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  assert.equal((await replicasOf(world, Id))?.length, 2);
});

test("the plan LITE has no replicas, the others have", async () => {
  const lite = await world.pool({ UserPoolTier: "LITE" });
  await assert.rejects(createReplica(world, lite.Id), {
    name: "FeatureUnavailableInTierException",
    message: "The following feature is not available for the LITE pricing tier configured: Multi-Region Replication",
  });
  for (const UserPoolTier of ["ESSENTIALS", "PLUS"] as const)
    await createReplica(world, (await world.pool({ UserPoolTier })).Id);
});

test("tags of a replica keep the rules of tags", async () => {
  const { Id } = await world.pool();
  await assert.rejects(createReplica(world, Id, { UserPoolTags: { "aws:stage": "test" } }), {
    name: "UserPoolTaggingException",
  });
});

test("an unknown pool does not exist", async () => {
  await assert.rejects(createReplica(world, "us-east-1_unknown00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
