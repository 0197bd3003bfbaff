import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type OperationName, operations } from "../../model/generated/operations.js";
import { shapes } from "../../model/generated/shapes.js";
import { concernedPool, withoutPool } from "./concerned-pool.js";

const place = { region: "eu-west-1", accountId: "123456789012" };
const arnOf = (id: string) => `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${id}`;

describe("the pool of a request", () => {
  test("stands in UserPoolId", () => {
    assert.deepEqual(concernedPool("AdminGetUser", { UserPoolId: "us-east-1_abc", Username: "x" }, place), {
      poolId: "us-east-1_abc",
      arn: arnOf("us-east-1_abc"),
    });
  });

  test("stands in the ARN of tag operations, whose account and region do not count", () => {
    const ResourceArn = "arn:aws:cognito-idp:eu-west-1:999999999999:userpool/us-east-1_abc";
    assert.deepEqual(concernedPool("TagResource", { ResourceArn, UserPoolId: "us-east-1_other" }, place), {
      poolId: "us-east-1_abc",
      arn: arnOf("us-east-1_abc"),
    });
  });

  for (const value of [undefined, null, 7, "", ["us-east-1_abc"], { a: 1 }]) {
    test(`T-36 is none for ${JSON.stringify(value)}`, () => {
      assert.equal(concernedPool("AdminGetUser", { UserPoolId: value }, place), undefined);
      assert.equal(concernedPool("TagResource", { ResourceArn: value }, place), undefined);
    });
  }

  test("partitions follow the region", () => {
    assert.equal(
      concernedPool("ListUsers", { UserPoolId: "cn-north-1_abc" }, place)?.arn,
      "arn:aws-cn:cognito-idp:cn-north-1:123456789012:userpool/cn-north-1_abc",
    );
  });

  test("T-32 the table is complete: every other signed operation of the model has the member", () => {
    const lacking: string[] = [];
    for (const [name, operation] of Object.entries(operations)) {
      if (operation.unsigned || withoutPool.has(name as OperationName)) continue;
      const shape = shapes[operation.input as keyof typeof shapes] as { members?: Record<string, string> };
      if (!("UserPoolId" in (shape.members ?? {})) && !("ResourceArn" in (shape.members ?? {}))) lacking.push(name);
    }
    assert.deepEqual(lacking, []);
    for (const name of withoutPool) assert.equal(operations[name].unsigned, false, name);
  });
});
