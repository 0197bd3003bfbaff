import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CreateUserPoolReplicaCommand,
  ListUserPoolReplicasCommand,
  UpdateUserPoolReplicaCommand,
} from "../../../test/clients.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const region = { RegionName: "us-west-2" };
const replicas = async (UserPoolId: string) =>
  (await world.client.send(new ListUserPoolReplicasCommand({ UserPoolId }))).UserPoolReplicas;
async function replicated() {
  const { Id } = await world.pool();
  await world.client.send(new CreateUserPoolReplicaCommand({ UserPoolId: Id, ...region }));
  return Id;
}
const update = (UserPoolId: string, Status: "ACTIVE" | "INACTIVE", input: object = region) =>
  world.client.send(new UpdateUserPoolReplicaCommand({ UserPoolId, ...region, Status, ...input }));

test("a replica is activated and deactivated", async () => {
  const Id = await replicated();
  for (const Status of ["ACTIVE", "INACTIVE", "INACTIVE"] as const) {
    const { UserPoolReplica } = await update(Id, Status);
    assert.equal(UserPoolReplica?.Status, Status);
    assert.deepEqual((await replicas(Id))?.[1], UserPoolReplica);
  }
});

test("the primary has no status to set; a region without replica and an unknown pool are not found", async () => {
  const Id = await replicated();
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
