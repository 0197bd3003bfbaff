import assert from "node:assert/strict";
import { test } from "node:test";
import {
  checkDeletable,
  checkNewReplica,
  checkSecondary,
  describePrimary,
  describeReplica,
  newReplicaDocument,
} from "./user-pool-replica.js";

const pool = { id: "us-east-1_a", region: "us-east-1", accountId: "123456789012" };

test("a replica has the id of the pool under another region", () => {
  assert.deepEqual(describeReplica(pool, "us-west-2", "INACTIVE"), {
    RegionName: "us-west-2",
    Status: "INACTIVE",
    Role: "SECONDARY",
    UserPoolArn: "arn:aws:cognito-idp:us-west-2:123456789012:userpool/us-east-1_a",
  });
  assert.deepEqual(describePrimary(pool), {
    RegionName: "us-east-1",
    Status: "ACTIVE",
    Role: "PRIMARY",
    UserPoolArn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_a",
  });
});

test("a new replica is inactive and keeps its own tags", () => {
  assert.deepEqual(newReplicaDocument(), { status: "INACTIVE", tags: {} });
  assert.deepEqual(newReplicaDocument({ a: "b" }), { status: "INACTIVE", tags: { a: "b" } });
});

for (const region of ["us-west-2", "us-gov-west-1", "ap-southeast-5", "mx-central-1"]) {
  test(`a replica may be in ${region}`, () => {
    assert.doesNotThrow(() => checkNewReplica(pool, region, []));
  });
}
for (const region of ["us-east-1", "nowhere", "us-west", "us-west-two", "-----", "us--1"]) {
  test(`a replica cannot be in ${region}`, () => {
    assert.throws(() => checkNewReplica(pool, region, []), { name: "InvalidParameterException" });
  });
}

test("a pool has one replica, the primary is none, and an active one is not deleted", () => {
  assert.throws(() => checkNewReplica(pool, "eu-west-1", ["us-west-2"]), {
    name: "LimitExceededException",
    message: "User pool us-east-1_a already has a replica in us-west-2.",
  });
  assert.throws(() => checkSecondary(pool, "us-east-1"), { name: "InvalidParameterException" });
  assert.doesNotThrow(() => checkSecondary(pool, "us-west-2"));
  assert.throws(() => checkDeletable({ status: "ACTIVE", tags: {} }, "us-west-2"), {
    name: "InvalidParameterException",
    message: "The replica in us-west-2 must be INACTIVE before it can be deleted.",
  });
  assert.doesNotThrow(() => checkDeletable({ status: "INACTIVE", tags: {} }, "us-west-2"));
});
