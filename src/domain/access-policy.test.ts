import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { processorMs } from "../../test/processor-time.js";
import { type AccessPolicy, accessDecision, isReading, matchesWildcard } from "./access-policy.js";

const pool = { poolId: "us-east-1_abc", arn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_abc" };

describe("T-32 an access key does what its policy lists", () => {
  const rows: readonly [string, AccessPolicy, string, typeof pool | undefined, boolean][] = [
    ["everything", { actions: ["*"], pools: ["*"] }, "cognito-idp:DeleteUserPool", pool, true],
    ["everything, no pool", { actions: ["*"], pools: ["*"] }, "cognito-idp:ListUserPools", undefined, true],
    ["nothing", { actions: [], pools: ["*"] }, "cognito-idp:ListUsers", pool, false],
    ["no pools", { actions: ["*"], pools: [] }, "cognito-idp:ListUsers", pool, false],
    ["one action", { actions: ["cognito-idp:ListUsers"], pools: ["*"] }, "cognito-idp:ListUsers", pool, true],
    [
      "one action, a longer name",
      { actions: ["cognito-idp:ListUsers"], pools: ["*"] },
      "cognito-idp:ListUsersInGroup",
      pool,
      false,
    ],
    ["prefix", { actions: ["cognito-idp:Admin*"], pools: ["*"] }, "cognito-idp:AdminGetUser", pool, true],
    ["prefix of another", { actions: ["cognito-idp:Admin*"], pools: ["*"] }, "cognito-idp:ListUsers", pool, false],
    ["case is ignored", { actions: ["cognito-idp:admin*"], pools: ["*"] }, "cognito-idp:AdminGetUser", pool, true],
    ["another service", { actions: ["cognito-idp:*"], pools: ["*"] }, "cloudformation:CreateStack", undefined, false],
    ["its pool", { actions: ["*"], pools: ["us-east-1_abc"] }, "cognito-idp:ListUsers", pool, true],
    ["its pool by ARN", { actions: ["*"], pools: [pool.arn] }, "cognito-idp:ListUsers", pool, true],
    [
      "pools by ARN pattern",
      { actions: ["*"], pools: ["arn:aws:cognito-idp:us-east-1:*:userpool/*"] },
      "cognito-idp:ListUsers",
      pool,
      true,
    ],
    [
      "pools of another region",
      { actions: ["*"], pools: ["arn:aws:cognito-idp:eu-west-1:*:userpool/*"] },
      "cognito-idp:ListUsers",
      pool,
      false,
    ],
    ["another pool", { actions: ["*"], pools: ["us-east-1_abd"] }, "cognito-idp:ListUsers", pool, false],
    ["pools differ in case", { actions: ["*"], pools: ["us-east-1_ABC"] }, "cognito-idp:ListUsers", pool, false],
    [
      "one pool, asked about all",
      { actions: ["*"], pools: ["us-east-1_abc"] },
      "cognito-idp:ListUserPools",
      undefined,
      false,
    ],
    ["read-only reads", { actions: ["*"], pools: ["*"], readOnly: true }, "cognito-idp:AdminGetUser", pool, true],
    [
      "read-only does not write",
      { actions: ["*"], pools: ["*"], readOnly: true },
      "cognito-idp:AdminCreateUser",
      pool,
      false,
    ],
    ["who am I", { actions: [], pools: [] }, "sts:GetCallerIdentity", undefined, true],
  ];
  for (const [what, policy, action, on, allowed] of rows) {
    test(`${what}: ${allowed ? "allowed" : "denied"}`, () => assert.equal(accessDecision(policy)(action, on), allowed));
  }
});

test("what issues tokens or sends messages is no reading", () => {
  assert.deepEqual(["DescribeUserPool", "ListTagsForResource", "AdminListDevices", "GetCSVHeader"].map(isReading), [
    true,
    true,
    true,
    true,
  ]);
  assert.deepEqual(
    ["GetClientToken", "GetUserAttributeVerificationCode", "AdminInitiateAuth", "TagResource", "Listen"].map(isReading),
    [false, false, false, false, false],
  );
});

test("T-38 wildcards match in bounded time", () => {
  const cost = processorMs(() => {
    assert.equal(matchesWildcard("*a".repeat(50), "a".repeat(2000).concat("b")), false);
  });
  assert.ok(cost < 500, `${cost} ms`);
  assert.equal(matchesWildcard("a?c*", "abcdef"), true);
});
