import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  DeleteUserPoolCommand,
  DeleteUserPoolReplicaCommand,
  UpdateUserPoolReplicaCommand,
} from "../../../test/clients.js";
import { createReplica, replicaRegion, replicasOf, replicatedPool } from "../../../test/replicas.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const remove = (UserPoolId: string, RegionName = "us-west-2") =>
  world.client.send(new DeleteUserPoolReplicaCommand({ UserPoolId, RegionName }));
const setStatus = (UserPoolId: string, Status: "ACTIVE" | "INACTIVE") =>
  world.client.send(new UpdateUserPoolReplicaCommand({ UserPoolId, ...replicaRegion, Status }));

test("an inactive replica is deleted once, and another may follow", async () => {
  const Id = await replicatedPool(world);
  const { UserPoolReplica } = await remove(Id);
  assert.deepEqual([UserPoolReplica?.RegionName, UserPoolReplica?.Status], ["us-west-2", "DELETING"]);
  assert.deepEqual(
    (await replicasOf(world, Id))?.map(({ Role }) => Role),
    ["PRIMARY"],
  );
  await assert.rejects(remove(Id), {
    name: "ResourceNotFoundException",
    message: `User pool ${Id} does not have a replica in us-west-2.`,
  });
  await createReplica(world, Id, { RegionName: "eu-west-1" });
});

test("an active replica and the primary are not deleted", async () => {
  const Id = await replicatedPool(world);
  await setStatus(Id, "ACTIVE");
  await assert.rejects(remove(Id), {
    name: "InvalidParameterException",
    message: "The replica in us-west-2 must be INACTIVE before it can be deleted.",
  });
  await assert.rejects(remove(Id, "us-east-1"), {
    name: "InvalidParameterException",
    message: "The primary user pool in us-east-1 is not a replica.",
  });
  await setStatus(Id, "INACTIVE");
  await remove(Id);
});

test("a replica goes with its pool; an unknown pool does not exist", async () => {
  const Id = await replicatedPool(world);
  await world.client.send(new DeleteUserPoolCommand({ UserPoolId: Id }));
  await assert.rejects(remove(Id), {
    name: "ResourceNotFoundException",
    message: `User pool ${Id} does not exist.`,
  });
});
