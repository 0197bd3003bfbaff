/** Stacks with layers and with settings of asynchronous events: made, changed, replaced and removed. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lambda, s3 } from "../companion-clients.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { storedZip } from "../zip.js";
import { stackClient } from "./stack-client.js";

let world: TestWorld;
let cfn: ReturnType<typeof stackClient>;
let client: lambda.LambdaClient;
before(async () => {
  world = await startTestWorld();
  cfn = stackClient(world.url);
  const access = { endpoint: world.url, region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } };
  client = new lambda.LambdaClient({ ...access, maxAttempts: 1 });
  const bucket = new s3.S3Client({ ...access, forcePathStyle: true });
  await bucket.send(new s3.CreateBucketCommand({ Bucket: "layers" }));
  for (const word of ["one", "two"]) {
    const Body = storedZip({ "nodejs/node_modules/word/index.js": `module.exports = '${word}';` });
    await bucket.send(new s3.PutObjectCommand({ Bucket: "layers", Key: `${word}.zip`, Body }));
  }
  bucket.destroy();
});
after(async () => {
  client.destroy();
  await world.close();
});

const template = (word: string, events: string) => `
Resources:
  Words:
    Type: AWS::Lambda::LayerVersion
    Properties: { Content: { S3Bucket: layers, S3Key: ${word}.zip }, Description: words, CompatibleRuntimes: [nodejs22.x] }
  F:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: speaks
      Runtime: nodejs22.x
      Handler: index.handler
      Role: arn:aws:iam::123456789012:role/r
      Timeout: 20
      Layers: [!Ref Words]
      Code: { ZipFile: "exports.handler = async () => require('word');" }
  Late:
    Type: AWS::Lambda::EventInvokeConfig
    Properties: { FunctionName: !Ref F, Qualifier: $LATEST, ${events} }
Outputs:
  Words: { Value: !Ref Words }
  Late: { Value: !Ref Late }
`;

async function deploy(action: "CreateStack" | "UpdateStack", ...asked: Parameters<typeof template>) {
  await cfn.call(action, { StackName: "layered", TemplateBody: template(...asked) });
  return (await cfn.settled("layered"))["StackStatus"];
}

async function spoken(): Promise<unknown> {
  const { Payload } = await client.send(new lambda.InvokeCommand({ FunctionName: "speaks" }));
  return JSON.parse(Buffer.from(Payload ?? []).toString());
}

const settings = async () => {
  const found = await client.send(new lambda.GetFunctionEventInvokeConfigCommand({ FunctionName: "speaks" }));
  const { OnFailure } = found.DestinationConfig ?? {};
  return [found.MaximumRetryAttempts, found.MaximumEventAgeInSeconds, OnFailure?.Destination];
};

test("a function has its layer, another one where its content changed, and none is left behind", async () => {
  assert.equal(
    await deploy("CreateStack", "one", "MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60"),
    "CREATE_COMPLETE",
  );
  const { Words = "", Late } = await cfn.outputs("layered");
  assert.match(Words, /^arn:aws:lambda:us-east-1:123456789012:layer:layered-Words-[A-Z0-9]{12}:1$/);
  assert.equal(Late, "speaks|$LATEST");
  assert.deepEqual([await spoken(), await settings()], ["one", [1, 60, undefined]]);

  const queue = "arn:aws:sqs:us-east-1:123456789012:q";
  const events = `MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: "${queue}" } }`;
  assert.equal(await deploy("UpdateStack", "two", events), "UPDATE_COMPLETE");
  assert.notEqual((await cfn.outputs("layered"))["Words"], Words);
  assert.deepEqual([await spoken(), await settings()], ["two", [0, undefined, queue]]);
  const layers = await client.send(new lambda.ListLayersCommand({}));
  assert.equal(layers.Layers?.length, 1, "the replaced one is gone");

  await cfn.call("DeleteStack", { StackName: "layered" });
  await assert.rejects(cfn.settled("layered"), { message: "Stack with id layered does not exist" });
  assert.deepEqual((await client.send(new lambda.ListLayersCommand({}))).Layers, []);
});
