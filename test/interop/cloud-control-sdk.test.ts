/** The AWS SDK's Cloud Control client with its waiter: a pool and a user made, found, changed and deleted. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  CloudControlClient,
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  ListResourceRequestsCommand,
  type ProgressEvent,
  paginateListResources,
  ResourceNotFoundException,
  UnsupportedActionException,
  UpdateResourceCommand,
  waitUntilResourceRequestSuccess,
} from "@aws-sdk/client-cloudcontrol";
import { startTestWorld, type TestWorld } from "../world.js";

const poolType = "AWS::Cognito::UserPool";
const userType = "AWS::Cognito::UserPoolUser";
let world: TestWorld;
let client: CloudControlClient;

before(async () => {
  world = await startTestWorld();
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new CloudControlClient({ endpoint: world.url, region: "us-east-1", credentials, maxAttempts: 1 });
});
after(async () => {
  client.destroy();
  await world.close();
});

/** Waits as the SDK does, and answers the identifier. */
async function done(event: ProgressEvent | undefined): Promise<string> {
  const { RequestToken, Identifier } = event ?? {};
  await waitUntilResourceRequestSuccess({ client, maxWaitTime: 10, minDelay: 1 }, { RequestToken });
  return Identifier ?? "";
}

async function created(TypeName: string, model: object): Promise<string> {
  const DesiredState = JSON.stringify(model);
  return done((await client.send(new CreateResourceCommand({ TypeName, DesiredState }))).ProgressEvent);
}

async function read(TypeName: string, Identifier: string): Promise<Record<string, unknown>> {
  const { ResourceDescription } = await client.send(new GetResourceCommand({ TypeName, Identifier }));
  assert.equal(ResourceDescription?.Identifier, Identifier);
  return JSON.parse(ResourceDescription.Properties ?? "") as Record<string, unknown>;
}

test("a pool and its users: made, found page by page, changed, deleted", async () => {
  const pool = await created(poolType, { UserPoolName: "first" });
  const PatchDocument = JSON.stringify([{ op: "replace", path: "/UserPoolName", value: "second" }]);
  const asked = { TypeName: poolType, Identifier: pool };
  await done((await client.send(new UpdateResourceCommand({ ...asked, PatchDocument }))).ProgressEvent);
  assert.equal((await read(poolType, pool))["UserPoolName"], "second");
  const made: string[] = [];
  for (const Username of ["ada", "eve", "grace"]) {
    made.push(await created(userType, { UserPoolId: pool, Username, MessageAction: "SUPPRESS" }));
  }
  const found: string[] = [];
  const ResourceModel = JSON.stringify({ UserPoolId: pool });
  for await (const page of paginateListResources({ client, pageSize: 2 }, { TypeName: userType, ResourceModel })) {
    for (const { Identifier } of page.ResourceDescriptions ?? []) found.push(String(Identifier));
  }
  assert.deepEqual(found.sort(), made);
  await done((await client.send(new DeleteResourceCommand(asked))).ProgressEvent);
  await assert.rejects(read(poolType, pool), ResourceNotFoundException);
  await assert.rejects(read(userType, `${pool}|ada`), ResourceNotFoundException);
  const { ResourceRequestStatusSummaries = [] } = await client.send(new ListResourceRequestsCommand({}));
  assert.equal(ResourceRequestStatusSummaries.length, 6);
  assert.ok(ResourceRequestStatusSummaries.every(({ EventTime }) => EventTime instanceof Date));
});

test("the waiter says why a request failed, and refusals are the client's own classes", async () => {
  const DesiredState = JSON.stringify({ UserPoolId: "us-east-1_Missing00", Username: "ada" });
  const { ProgressEvent: event } = await client.send(new CreateResourceCommand({ TypeName: userType, DesiredState }));
  assert.equal(event?.ErrorCode, "NotFound");
  await assert.rejects(done(event), /User pool us-east-1_Missing00 does not exist\./);
  const update = { TypeName: userType, Identifier: "us-east-1_Missing00|ada", PatchDocument: "[]" };
  await assert.rejects(client.send(new UpdateResourceCommand(update)), UnsupportedActionException);
});
