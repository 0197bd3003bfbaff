import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonLines, logObjectKey, logStreamName, nameInArn } from "./log-object.js";

const origin = {
  userPoolId: "eu-north-1_Ab1",
  accountId: "123456789012",
  region: "eu-north-1",
  source: "userAuthEvents",
} as const;

test("an object lies under AWSLogs, by account, region, pool and hour", () => {
  assert.equal(
    logObjectKey(origin, { id: "e-1", at: Date.UTC(2026, 0, 31, 23, 59, 58) }),
    "AWSLogs/123456789012/cognito-idp/eu-north-1/eu-north-1_Ab1/userAuthEvents/2026/01/31/23/123456789012_cognito-idp_eu-north-1_eu-north-1_Ab1_userAuthEvents_20260131T2359Z_e-1.log.gz",
  );
  assert.equal(logStreamName(origin), "eu-north-1_Ab1/userAuthEvents");
  assert.equal(jsonLines([{ json: "{}" }, { json: "[]" }]), "{}\n[]\n");
});

for (const [arn, name] of [
  ["arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/a:b", "/aws/vendedlogs/a:b"],
  ["arn:aws:logs:us-east-1:123456789012:log-group:any:*", "any"],
  ["arn:aws:firehose:us-east-1:123456789012:deliverystream/any", "any"],
  ["arn:aws:s3:::any.bucket", "any.bucket"],
] as const) {
  test(`${arn} names ${name}`, () => assert.equal(nameInArn(arn), name));
}
