import assert from "node:assert/strict";
import { test } from "node:test";
import { regionalEndpoint } from "./regional-endpoint.js";

for (const [endpoint, wanted, base, region] of [
  ["https://sns.{region}.amazonaws.com/", "eu-north-1", "https://sns.eu-north-1.amazonaws.com", "eu-north-1"],
  ["https://sns.eu-west-1.amazonaws.com", "us-east-1", "https://sns.eu-west-1.amazonaws.com", "eu-west-1"],
  ["https://kms.cn-north-1.amazonaws.com.cn", "us-east-1", "https://kms.cn-north-1.amazonaws.com.cn", "cn-north-1"],
  ["https://email.us-gov-west-1.api.aws", "us-east-1", "https://email.us-gov-west-1.api.aws", "us-gov-west-1"],
  ["http://127.0.0.1:4566", "ap-southeast-2", "http://127.0.0.1:4566", "ap-southeast-2"],
  ["https://x.y.amazonaws.com", "us-east-1", "https://x.y.amazonaws.com", "us-east-1"],
] as const) {
  test(`${endpoint} for ${wanted}`, () => assert.deepEqual(regionalEndpoint(endpoint, wanted), { base, region }));
}

test("T-21 what is no region never becomes part of an address", () => {
  for (const wanted of ["evil.example/#", "us-east-1.evil.example", "a".repeat(200), "", "{region}", "us-east-1\n"]) {
    assert.equal(regionalEndpoint("https://sns.{region}.amazonaws.com", wanted), undefined, wanted);
  }
});
