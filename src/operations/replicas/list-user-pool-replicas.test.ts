import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ListUserPoolReplicasCommand } from "../../../test/clients.js";
import { createReplica } from "../../../test/replicas.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const list = (UserPoolId: string, input: object = {}) =>
  world.client.send(new ListUserPoolReplicasCommand({ UserPoolId, ...input }));

test("a pool is its own primary; replicas stand beside it by region", async () => {
  const { Id } = await world.pool();
  const primary = {
    RegionName: "us-east-1",
    Status: "ACTIVE",
    Role: "PRIMARY",
    UserPoolArn: `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${Id}`,
  };
  const alone = await list(Id);
  assert.deepEqual([alone.UserPoolReplicas, alone.NextToken], [[primary], undefined]);
  await createReplica(world, Id, { RegionName: "ap-south-1" });
  assert.deepEqual((await list(Id)).UserPoolReplicas, [
    {
      RegionName: "ap-south-1",
      Status: "INACTIVE",
      Role: "SECONDARY",
      UserPoolArn: `arn:aws:cognito-idp:ap-south-1:123456789012:userpool/${Id}`,
    },
    primary,
  ]);
});

test("T-33 the replicas of a pool are not those of another", async () => {
  const [one, other] = [await world.pool(), await world.pool()];
  await createReplica(world, one.Id, { RegionName: "ap-south-1" });
  assert.equal((await list(other.Id)).UserPoolReplicas?.length, 1);
});

test("a forged page token is refused, an unknown pool does not exist", async () => {
  await assert.rejects(list((await world.pool()).Id, { NextToken: "forged" }), {
    name: "InvalidParameterException",
    message: /^Paging marker forged is invalid for request /,
  });
  await assert.rejects(list("us-east-1_unknown00"), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
