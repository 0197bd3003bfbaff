import assert from "node:assert/strict";
import { test } from "node:test";
import { arnParts, isOfOtherAccount, userPoolOfArn } from "./arn.js";

const account = "123456789012";
const arn = `arn:aws:cognito-idp:us-east-1:${account}:userpool/us-east-1_abc`;

test("the ARN of a pool leads to its id and its region, which may be that of a replica", () => {
  assert.deepEqual(userPoolOfArn(arn, account), { id: "us-east-1_abc", region: "us-east-1" });
  const replica = arn.replace("us-east-1:", "eu-west-1:");
  assert.deepEqual(userPoolOfArn(replica, account), { id: "us-east-1_abc", region: "eu-west-1" });
});

const others = [
  arn.replace(account, "999999999999"),
  arn.replace("cognito-idp", "cognito-identity"),
  `arn:aws:cognito-idp:us-east-1:${account}:other/us-east-1_abc`,
  "nonsense",
];
for (const other of others) {
  test(`${other} is no pool here`, () => {
    assert.throws(() => userPoolOfArn(other, account), {
      name: "ResourceNotFoundException",
      message: `Resource ${other} does not exist.`,
    });
  });
}

test("an ARN without an account belongs to none", () => {
  assert.deepEqual(arnParts("arn:aws:s3:::bucket"), { service: "s3", region: "", account: "" });
  assert.equal(isOfOtherAccount("arn:aws:s3:::bucket", account), false);
  assert.equal(isOfOtherAccount(arn, account), false);
  assert.equal(isOfOtherAccount(arn, "1"), true);
  assert.equal(isOfOtherAccount(undefined, account), false);
});
