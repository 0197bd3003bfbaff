import assert from "node:assert/strict";
import { test } from "node:test";
import { checkGroupRole, describeGroup, newGroup, withUpdatedGroup } from "./rules.js";

const base = { UserPoolId: "us-east-1_a", GroupName: "g" };

test("a group shows only what was set; precedence 0 is set", () => {
  assert.deepEqual(describeGroup(newGroup(base, 1_500)), { ...base, LastModifiedDate: 1.5, CreationDate: 1.5 });
  assert.equal(describeGroup(newGroup({ ...base, Precedence: 0 }, 1_500)).Precedence, 0);
});

test("an update keeps what it is not told", () => {
  const group = newGroup({ ...base, Description: "d", RoleArn: "r", Precedence: 5 }, 1_000);
  assert.deepEqual(withUpdatedGroup(group, { ...base, Precedence: 0 }, 2_000), {
    ...group,
    precedence: 0,
    modifiedAt: 2_000,
  });
});

test("a role of another account is refused with strict ARNs only", () => {
  const role = "arn:aws:iam::999999999999:role/r";
  assert.doesNotThrow(() => checkGroupRole(role, "123456789012", false));
  assert.doesNotThrow(() => checkGroupRole(undefined, "123456789012", true));
  assert.throws(() => checkGroupRole(role, "123456789012", true), {
    name: "InvalidParameterException",
    message: "Cross-account pass role is not allowed.",
  });
});
