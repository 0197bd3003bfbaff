/** Settings of asynchronous events by the real SDK client: what is kept of them, and that they are in force. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  assert.deepEqual(await inForce(arn), [undefined, undefined], "unless told otherwise");
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
      [0, undefined],
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

test("destinations are kept, told, and changed together", async () => {
  const [queue, topic] = ["arn:aws:sqs:us-east-1:123456789012:q", "arn:aws:sns:us-east-1:123456789012:t"];
  const change = (DestinationConfig: lambda.DestinationConfig) =>
    client.send(new lambda.UpdateFunctionEventInvokeConfigCommand({ FunctionName, DestinationConfig }));
  const config = { OnSuccess: { Destination: queue }, OnFailure: { Destination: topic } };
  const put = { FunctionName, DestinationConfig: config, MaximumRetryAttempts: 1 };
  const made = await client.send(new lambda.PutFunctionEventInvokeConfigCommand(put));
  assert.deepEqual(made.DestinationConfig, config);
  const read = await client.send(new lambda.GetFunctionEventInvokeConfigCommand({ FunctionName }));
  assert.deepEqual([read.DestinationConfig, read.MaximumRetryAttempts], [config, 1]);
  const changed = await change({ OnFailure: { Destination: "arn:aws:s3:::records" }, OnSuccess: { Destination: "" } });
  assert.deepEqual(changed.DestinationConfig, {
    OnSuccess: {},
    OnFailure: { Destination: "arn:aws:s3:::records" },
  });
  const none = await change({ OnFailure: {}, OnSuccess: {} });
  assert.deepEqual([none.DestinationConfig, none.MaximumRetryAttempts], [{ OnFailure: {}, OnSuccess: {} }, 1]);
});

test("a function that is a destination gets the record of an event that failed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-destination-"));
  const file = join(folder, "record");
  const code = `exports.handler = async (event) => require("fs").writeFileSync(${JSON.stringify(file)}, JSON.stringify(event));`;
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName: "hears",
      Role: "arn:aws:iam::123456789012:role/r",
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Code: { ZipFile: storedZip({ "index.js": code }) },
    }),
  );
  const DestinationConfig = { OnFailure: { Destination: arn.replace(FunctionName, "hears") } };
  await client.send(
    new lambda.PutFunctionEventInvokeConfigCommand({ FunctionName, DestinationConfig, MaximumRetryAttempts: 0 }),
  );
  const Payload = Buffer.from('{"order":7}');
  const { StatusCode, $metadata } = await client.send(
    new lambda.InvokeCommand({ FunctionName, InvocationType: "Event", Payload }),
  );
  assert.equal(StatusCode, 202);
  for (let left = 400; left > 0 && !existsSync(file); left -= 1) await new Promise((done) => setTimeout(done, 25));
  const { timestamp, responsePayload, ...record } = JSON.parse(readFileSync(file, "utf8"));
  rmSync(folder, { recursive: true });
  assert.match(timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.deepEqual(record, {
    version: "1.0",
    requestContext: {
      requestId: $metadata.requestId,
      functionArn: `${arn}:$LATEST`,
      condition: "RetriesExhausted",
      approximateInvokeCount: 1,
    },
    requestPayload: { order: 7 },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
  });
  assert.deepEqual([responsePayload.errorType, responsePayload.errorMessage], ["Error", "no"]);
});

test("what is out of bounds, missing, or not here is refused", async () => {
  const put = (more: object) => client.send(new lambda.PutFunctionEventInvokeConfigCommand({ FunctionName, ...more }));
  await assert.rejects(put({ MaximumRetryAttempts: 3 }), { name: "ValidationException" });
  await assert.rejects(put({ MaximumEventAgeInSeconds: 59 }), { name: "ValidationException" });
  await assert.rejects(put({}), {
    name: "InvalidParameterValueException",
    message: "You must specify at least one of error handling or destination setting.",
  });
  const name = "InvalidParameterValueException";
  const bucket = "arn:aws:s3:::records";
  await assert.rejects(put({ DestinationConfig: { OnSuccess: { Destination: bucket } } }), {
    name,
    message: `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${bucket}), onFailure=null) is invalid.`,
  });
  await assert.rejects(put({ DestinationConfig: { OnFailure: { Destination: "a queue" } } }), { name });
  await assert.rejects(put({ DestinationConfig: { OnFailure: { Destination: `${arn}:1` } } }), {
    name,
    message: "You can't specify the function as a destination for itself.",
  });
  await assert.rejects(put({ Qualifier: "7", MaximumRetryAttempts: 1 }), { name: "ResourceNotFoundException" });
});
