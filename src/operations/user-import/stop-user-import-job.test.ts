import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  AddCustomAttributesCommand,
  DescribeUserPoolCommand,
  StartUserImportJobCommand,
  StopUserImportJobCommand,
} from "../../../test/clients.js";
import { csvFile, describeJob, endOf, importJob, logOf, runImport, upload } from "../../../test/user-import.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

const stopped = "The Import Job was stopped by the developer.";
const row = (n: number) => ({
  "cognito:username": `user-${n}`,
  email: `user-${n}@example.com`,
  email_verified: "true",
});

async function startedJob(users: number): Promise<{ readonly poolId: string; readonly JobId: string }> {
  const { Id } = await world.pool({ AutoVerifiedAttributes: ["email"] });
  const { JobId, PreSignedUrl } = await importJob(world, Id);
  await upload(
    PreSignedUrl,
    await csvFile(
      world,
      Id,
      Array.from({ length: users }, (_, n) => row(n)),
    ),
  );
  await world.client.send(new StartUserImportJobCommand({ UserPoolId: Id, JobId }));
  return { poolId: Id, JobId };
}

const stop = async (UserPoolId: string, JobId: string) =>
  (await world.client.send(new StopUserImportJobCommand({ UserPoolId, JobId }))).UserImportJob;

test("a running job stops; what it imported stays, and the pool can be changed again", async () => {
  const { poolId, JobId } = await startedJob(5_000);
  while (((await describeJob(world, poolId, JobId)).ImportedUsers ?? 0) === 0) await sleep(2);
  assert.equal((await stop(poolId, JobId))?.Status, "Stopping");
  const job = await endOf(world, poolId, JobId);
  assert.deepEqual([job.Status, job.CompletionMessage], ["Stopped", stopped]);
  assert.ok(job.CompletionDate);
  const imported = job.ImportedUsers ?? 0;
  assert.ok(imported > 0 && imported < 5_000, `${imported} users`);
  const pool = await world.client.send(new DescribeUserPoolCommand({ UserPoolId: poolId }));
  assert.equal(pool.UserPool?.EstimatedNumberOfUsers, imported);
  const log = await logOf(world, poolId, JobId);
  assert.deepEqual([log.length, log.at(-1)], [imported + 1, stopped]);
  await world.client.send(
    new AddCustomAttributesCommand({
      UserPoolId: poolId,
      CustomAttributes: [{ Name: "more", AttributeDataType: "String" }],
    }),
  );
});

test("a job that has yet to begin stops at once, and its file is gone", async () => {
  const busy = await startedJob(3_000);
  // A server works on one job at a time.
  const { poolId, JobId } = await startedJob(1);
  const { file } = (await world.world.store.userImportJobs.get(poolId, JobId))!;
  const job = await stop(poolId, JobId);
  assert.deepEqual([job?.Status, job?.CompletionMessage, job?.ImportedUsers], ["Stopped", stopped, 0]);
  assert.ok(job?.CompletionDate);
  assert.equal(await world.world.store.userImportFiles.getPart(poolId, file!.id, 0), undefined);
  assert.equal((await endOf(world, busy.poolId, busy.JobId)).ImportedUsers, 3_000);
  assert.equal((await describeJob(world, poolId, JobId)).Status, "Stopped");
});

test("a job that does not run is not stopped", async () => {
  const { Id } = await world.pool({ AutoVerifiedAttributes: ["email"] });
  const name = "PreconditionNotMetException";
  const created = await importJob(world, Id);
  const cannot = (JobId: string, status: string) => ({
    name,
    message: `The user import job ${JobId} cannot be stopped: its status is ${status}.`,
  });
  await assert.rejects(stop(Id, created.JobId), cannot(created.JobId, "Created"));
  const { job } = await runImport(world, Id, await csvFile(world, Id, [row(1)]));
  await assert.rejects(stop(Id, job.JobId!), cannot(job.JobId!, "Succeeded"));
  await assert.rejects(stop(Id, "import-unknown"), {
    name: "ResourceNotFoundException",
    message: "User import job import-unknown does not exist.",
  });
  await assert.rejects(stop("us-east-1_unknown00", created.JobId), {
    name: "ResourceNotFoundException",
    message: "User pool us-east-1_unknown00 does not exist.",
  });
});
