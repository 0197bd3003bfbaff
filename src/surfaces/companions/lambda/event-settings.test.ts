/** Settings of asynchronous events by the real SDK client: what is kept of them, and that they are in force. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lambda } from "../../../../test/companion-clients.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";
import { storedZip } from "../../../../test/zip.js";
import { deployedFunctions } from "./deployed-functions.js";

const FunctionName = "late";
const arn = `arn:aws:lambda:us-east-1:123456789012:function:${FunctionName}`;
const noConfig = (qualifier: string) => ({
  name: "ResourceNotFoundException",
  message: `The function ${arn}:${qualifier} doesn't have an EventInvokeConfig`,
});

let world: TestWorld;
let client: lambda.LambdaClient;
before(async () => {
  world = await startTestWorld();
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  client = new lambda.LambdaClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName,
      Role: "arn:aws:iam::123456789012:role/r",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: storedZip({ "index.js": "exports.handler = async () => { throw new Error('no'); };" }) },
      Publish: true,
    }),
  );
});
after(async () => {
  client.destroy();
  await world.close();
});

const inForce = async (named: string) => {
  const place = { accountId: "123456789012", region: "us-east-1" };
  const found = await deployedFunctions(world.world.store, place).find(named);
  return [found?.eventSettings?.maximumRetryAttempts, found?.eventSettings?.maximumEventAgeSeconds];
};

test("they are put, changed, read, listed and deleted, apart for every qualifier", async () => {
  assert.deepEqual(await inForce(arn), [2, 21_600], "unless told otherwise");
  await assert.rejects(
    client.send(new lambda.GetFunctionEventInvokeConfigCommand({ FunctionName })),
    noConfig("$LATEST"),
  );
  const made = await client.send(
    new lambda.PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }),
  );
  assert.deepEqual(
    [made.FunctionArn, made.MaximumRetryAttempts, made.MaximumEventAgeInSeconds, made.DestinationConfig],
    [`${arn}:$LATEST`, 0, undefined, { OnFailure: {}, OnSuccess: {} }],
  );
  assert.ok(made.LastModified instanceof Date);
  const version = { FunctionName, Qualifier: "1" };
  await client.send(
    new lambda.PutFunctionEventInvokeConfigCommand({
      ...version,
      MaximumEventAgeInSeconds: 60,
      MaximumRetryAttempts: 1,
    }),
  );
  await client.send(new lambda.UpdateFunctionEventInvokeConfigCommand({ ...version, MaximumRetryAttempts: 2 }));
  const read = await client.send(new lambda.GetFunctionEventInvokeConfigCommand(version));
  assert.deepEqual([read.MaximumRetryAttempts, read.MaximumEventAgeInSeconds], [2, 60]);
  assert.deepEqual(
    [await inForce(arn), await inForce(`${arn}:1`)],
    [
      [0, 21_600],
      [2, 60],
    ],
  );

  const first = await client.send(new lambda.ListFunctionEventInvokeConfigsCommand({ FunctionName, MaxItems: 1 }));
  const rest = await client.send(
    new lambda.ListFunctionEventInvokeConfigsCommand({ FunctionName, Marker: first.NextMarker }),
  );
  const listed = [...(first.FunctionEventInvokeConfigs ?? []), ...(rest.FunctionEventInvokeConfigs ?? [])];
  assert.deepEqual(
    listed.map(({ FunctionArn }) => FunctionArn),
    [`${arn}:$LATEST`, `${arn}:1`],
  );
  await client.send(new lambda.DeleteFunctionEventInvokeConfigCommand(version));
  await assert.rejects(client.send(new lambda.DeleteFunctionEventInvokeConfigCommand(version)), noConfig("1"));
  const update = new lambda.UpdateFunctionEventInvokeConfigCommand({ ...version, MaximumRetryAttempts: 1 });
  await assert.rejects(client.send(update), noConfig("1"));
});

test("what is out of bounds, missing, or not here is refused", async () => {
  const put = (more: object) => client.send(new lambda.PutFunctionEventInvokeConfigCommand({ FunctionName, ...more }));
  await assert.rejects(put({ MaximumRetryAttempts: 3 }), { name: "ValidationException" });
  await assert.rejects(put({ MaximumEventAgeInSeconds: 59 }), { name: "ValidationException" });
  await assert.rejects(put({}), {
    name: "InvalidParameterValueException",
    message: "You must specify at least one of error handling or destination setting.",
  });
  const Destination = "arn:aws:sqs:us-east-1:123456789012:q";
  await assert.rejects(put({ DestinationConfig: { OnFailure: { Destination } } }), {
    name: "InvalidParameterValueException",
    message: "A destination of asynchronous events is not available in this version of Poolhouse.",
  });
  await assert.rejects(put({ Qualifier: "7", MaximumRetryAttempts: 1 }), { name: "ResourceNotFoundException" });
});
