import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  AddCustomAttributesCommand,
  CreateUserImportJobCommand,
  type CreateUserImportJobCommandInput,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  ListUserImportJobsCommand,
} from "../../../test/clients.js";
import { importJob, importRole } from "../../../test/user-import.js";
import { startTestWorld, type TestWorld } from "../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld({ strictArns: true });
});
after(() => world.close());

const unknownPool = {
  name: "ResourceNotFoundException",
  message: "User pool us-east-1_unknown00 does not exist.",
};

test("GetCSVHeader names the attributes in the order of the schema, and the two other columns", async () => {
  const { Id } = await world.pool();
  await world.client.send(
    new AddCustomAttributesCommand({
      UserPoolId: Id,
      CustomAttributes: [{ Name: "team", AttributeDataType: "String" }],
    }),
  );
  const { CSVHeader, UserPoolId } = await world.client.send(new GetCSVHeaderCommand({ UserPoolId: Id }));
  assert.equal(UserPoolId, Id);
  assert.deepEqual(CSVHeader, [
    ...["name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture"],
    ...["website", "email", "email_verified", "gender", "birthdate", "zoneinfo", "locale", "phone_number"],
    ...["phone_number_verified", "address", "updated_at", "custom:team", "cognito:mfa_enabled", "cognito:username"],
  ]);
  await assert.rejects(world.client.send(new GetCSVHeaderCommand({ UserPoolId: "us-east-1_unknown00" })), unknownPool);
});

test("a new job waits for its file, and is described as it was made", async () => {
  const { Id } = await world.pool();
  const job = await importJob(world, Id, "Spring import, no. 1");
  assert.match(job.JobId, /^import-[0-9A-Za-z]{10}$/);
  assert.ok(job.PreSignedUrl.startsWith(`${world.url}/_poolhouse/user-imports/${Id}/${job.JobId}?`));
  const { $metadata: _, ...rest } = { $metadata: {}, ...job };
  assert.deepEqual(rest, {
    JobName: "Spring import, no. 1",
    JobId: job.JobId,
    UserPoolId: Id,
    PreSignedUrl: job.PreSignedUrl,
    CreationDate: job.CreationDate,
    Status: "Created",
    CloudWatchLogsRoleArn: importRole,
    ImportedUsers: 0,
    SkippedUsers: 0,
    FailedUsers: 0,
  });
  const described = await world.client.send(new DescribeUserImportJobCommand({ UserPoolId: Id, JobId: job.JobId }));
  assert.deepEqual(described.UserImportJob, job);
});

test("what cannot be is refused", async () => {
  const { Id } = await world.pool();
  const create = (input: Partial<CreateUserImportJobCommandInput>) =>
    world.client.send(
      new CreateUserImportJobCommand({
        UserPoolId: Id,
        JobName: "test",
        CloudWatchLogsRoleArn: importRole,
        ...input,
      }),
    );
  const name = "InvalidParameterException";
  await assert.rejects(create({ UserPoolId: "us-east-1_unknown00" }), unknownPool);
  await assert.rejects(create({ CloudWatchLogsRoleArn: "arn:aws:iam::999999999999:role/import" }), {
    name,
    message: "CloudWatchLogsRoleArn must be of the account of the user pool.",
  });
  await assert.rejects(create({ JobName: "no/slash" }), { name });
});

test("a pool has a thousand jobs at most", async () => {
  const { Id } = await world.pool();
  const { store } = world.world;
  const { JobId } = await importJob(world, Id);
  const first = (await store.userImportJobs.get(Id, JobId))!;
  await store.transaction(async (tx) => {
    for (let n = 1; n < 1_000; n += 1) await tx.userImportJobs.insert({ ...first, id: `import-${n}-${Id}` });
  });
  await assert.rejects(importJob(world, Id), {
    name: "LimitExceededException",
    message: "The user pool has reached its limit of user import jobs.",
  });
});

test("a job is described in its own pool only", async () => {
  const { Id } = await world.pool();
  const other = await world.pool();
  const { JobId } = await importJob(world, Id);
  const describe = (UserPoolId: string) => world.client.send(new DescribeUserImportJobCommand({ UserPoolId, JobId }));
  await assert.rejects(describe(other.Id), {
    name: "ResourceNotFoundException",
    message: `User import job ${JobId} does not exist.`,
  });
  await assert.rejects(describe("us-east-1_unknown00"), unknownPool);
});

test("jobs are listed newest first, page after page", async () => {
  const { Id } = await world.pool();
  const made: string[] = [];
  for (let n = 0; n < 5; n += 1) {
    made.unshift((await importJob(world, Id, `job ${n}`)).JobId);
    world.clock.advance(1_000);
  }
  const seen: (string | undefined)[] = [];
  let PaginationToken: string | undefined;
  do {
    const page = await world.client.send(
      new ListUserImportJobsCommand({ UserPoolId: Id, MaxResults: 2, PaginationToken }),
    );
    seen.push(...(page.UserImportJobs ?? []).map(({ JobId }) => JobId));
    PaginationToken = page.PaginationToken;
  } while (PaginationToken !== undefined);
  assert.deepEqual(seen, made);
  const list = (input: { UserPoolId?: string; MaxResults?: number; PaginationToken?: string }) =>
    world.client.send(new ListUserImportJobsCommand({ UserPoolId: Id, MaxResults: 2, ...input }));
  await assert.rejects(list({ UserPoolId: "us-east-1_unknown00" }), unknownPool);
  await assert.rejects(list({ MaxResults: 61 }), { name: "InvalidParameterException" });
  await assert.rejects(list({ PaginationToken: "made-up" }), {
    name: "InvalidParameterException",
    message: /^Paging marker made-up is invalid for request /,
  });
});
