import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { UpdateUserPoolReplicaCommand } from "../../../test/clients.js";
import { replicaRegion, replicasOf, replicatedPool } from "../../../test/replicas.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const update = (UserPoolId: string, Status: "ACTIVE" | "INACTIVE", input: object = replicaRegion) =>
  world.client.send(new UpdateUserPoolReplicaCommand({ UserPoolId, ...replicaRegion, Status, ...input }));

test("a replica is activated and deactivated", async () => {
  const Id = await replicatedPool(world);
  for (const Status of ["ACTIVE", "INACTIVE", "INACTIVE"] as const) {
    const { UserPoolReplica } = await update(Id, Status);
    assert.equal(UserPoolReplica?.Status, Status);
    assert.deepEqual((await replicasOf(world, Id))?.[1], UserPoolReplica);
  }
});

test("the primary has no status to set; a region without replica and an unknown pool are not found", async () => {
  const Id = await replicatedPool(world);
  await assert.rejects(update(Id, "INACTIVE", { RegionName: "us-east-1" }), {
    name: "InvalidParameterException",
    message: "The primary user pool in us-east-1 is not a replica.",
  });
  await assert.rejects(update(Id, "ACTIVE", { RegionName: "eu-west-1" }), {
    name: "ResourceNotFoundException",
    message: `User pool ${Id} does not have a replica in eu-west-1.`,
  });
  await assert.rejects(update("us-east-1_unknown00", "ACTIVE"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
  await assert.rejects(update(Id, "CREATING" as never), { name: "InvalidParameterException" });
});
