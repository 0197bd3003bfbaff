/** What belongs to a function besides code and settings, by the real SDK client. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lambda } from "../../../../test/companion-clients.js";
import { arnOf, lambdaUnderTest, refused } from "../../../../test/lambda.js";

const {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionEventInvokeConfigCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} = lambda;

const { create, send } = lambdaUnderTest();

test("tags, concurrency and what is asked of every function", async () => {
  const FunctionName = "tagged";
  await create(FunctionName, { Tags: { a: "1", b: "2" } });
  await send(new TagResourceCommand({ Resource: arnOf(FunctionName), Tags: { c: "3" } }));
  await send(new UntagResourceCommand({ Resource: arnOf(FunctionName), TagKeys: ["a", "b"] }));
  assert.deepEqual((await send(new ListTagsCommand({ Resource: arnOf(FunctionName) }))).Tags, { c: "3" });
  await send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
  const reserved = await send(new GetFunctionConcurrencyCommand({ FunctionName }));
  assert.equal(reserved.ReservedConcurrentExecutions, 0);
  assert.deepEqual((await send(new GetFunctionCommand({ FunctionName }))).Concurrency, {
    ReservedConcurrentExecutions: 0,
  });
  await send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  assert.equal((await send(new GetFunctionCommand({ FunctionName }))).Concurrency, undefined);
  const signing = await send(new GetFunctionCodeSigningConfigCommand({ FunctionName }));
  assert.deepEqual([signing.FunctionName, signing.CodeSigningConfigArn], [FunctionName, undefined]);
  await refused(
    send(new GetFunctionEventInvokeConfigCommand({ FunctionName })),
    "ResourceNotFoundException",
    `The function ${arnOf(FunctionName)}:$LATEST doesn't have an EventInvokeConfig`,
  );
});
