/** an import job survives the death of its server: each line of its file is imported, and each once. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateUserImportJobCommand,
  DescribeUserPoolCommand,
  GetCSVHeaderCommand,
  ListUsersCommand,
  StartUserImportJobCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { openTestDatabase } from "../postgres-server.js";
import { csvFile, describeJob, endOf, importRole, logOf, upload } from "../user-import.js";
import { startServer, temporaryFolder } from "./server-process.js";
import { openTwoNodes } from "./two-nodes.js";
import { succeed } from "./wire.js";

const folder = temporaryFolder();
after(() => folder.remove());

const emailOf = (n: number): string => `user-${n}@example.com`;
const rowOf = (n: number) => ({ "cognito:username": `user-${n}`, email: emailOf(n), email_verified: "TRUE" });

test("20,000 users are imported once each by a server that is killed again and again", async () => {
  const users = 20_000;
  const args = ["--data", join(folder.path, "data"), "--log-level", "error"];
  let server = await startServer(args);
  const { UserPool } = await succeed(server.url, "CreateUserPool", {
    PoolName: "imported",
    AutoVerifiedAttributes: ["email"],
    AliasAttributes: ["email"],
  });
  const { CSVHeader } = await succeed(server.url, "GetCSVHeader", { UserPoolId: UserPool.Id });
  const lines = Array.from({ length: users }, (_, n) => {
    const row: Readonly<Record<string, string>> = rowOf(n);
    return CSVHeader.map((name: string) => row[name] ?? "").join(",");
  });
  const { UserImportJob } = await succeed(server.url, "CreateUserImportJob", {
    UserPoolId: UserPool.Id,
    JobName: "killed",
    CloudWatchLogsRoleArn: importRole,
  });
  const file = `${[CSVHeader.join(","), ...lines].join("\n")}\n`;
  const uploaded = await upload(UserImportJob.PreSignedUrl, file);
  assert.equal(uploaded.status, 200);
  const ids = { UserPoolId: UserPool.Id, JobId: UserImportJob.JobId };
  await succeed(server.url, "StartUserImportJob", ids);
  const describe = async () => (await succeed(server.url, "DescribeUserImportJob", ids)).UserImportJob;

  let told = 0;
  for (const target of [2_000, 7_000, 12_000]) {
    while (told < target) {
      told = (await describe()).ImportedUsers;
      if (told < target) await sleep(20);
    }
    assert.equal((await describe()).Status, "InProgress", "the server was killed too late");
    await server.kill();
    server = await startServer(args);
    const { Status, ImportedUsers } = await describe();
    assert.equal(Status, "InProgress");
    assert.ok(ImportedUsers >= told, `${told} users were imported, ${ImportedUsers} are left`);
  }
  let job = await describe();
  for (let waited = 0; job.Status === "InProgress" && waited < 30_000; waited += 50) {
    await sleep(50);
    job = await describe();
  }
  // A line that is done twice would be skipped the second time.
  assert.deepEqual([job.Status, job.ImportedUsers, job.SkippedUsers, job.FailedUsers], ["Succeeded", users, 0, 0]);
  const { UserPool: pool } = await succeed(server.url, "DescribeUserPool", { UserPoolId: UserPool.Id });
  assert.equal(pool.EstimatedNumberOfUsers, users);
  for (const n of [0, 1_999, 2_050, 7_001, 12_345, users - 1]) {
    const found = await succeed(server.url, "AdminGetUser", { UserPoolId: UserPool.Id, Username: emailOf(n) });
    assert.deepEqual([found.Username, found.UserStatus], [`user-${n}`, "RESET_REQUIRED"]);
  }
  assert.equal(await server.stop(), 0);
});

test("of two servers one works on a job, and the other goes on when that one ends", async (t) => {
  const users = 500;
  const nodes = await openTwoNodes(openTestDatabase);
  t.after(() => nodes.close());
  const [one, other] = nodes.worlds;
  const { Id: UserPoolId } = await one!.pool({ AutoVerifiedAttributes: ["email"] });
  const { CSVHeader } = await other!.client.send(new GetCSVHeaderCommand({ UserPoolId }));
  assert.ok(CSVHeader);
  const { UserImportJob } = await one!.client.send(
    new CreateUserImportJobCommand({ UserPoolId, JobName: "handed-on", CloudWatchLogsRoleArn: importRole }),
  );
  const JobId = UserImportJob!.JobId!;
  const url = new URL(UserImportJob!.PreSignedUrl!);
  const rows = Array.from({ length: users }, (_, n) => rowOf(n));
  // The file may come to any node.
  const target = `${other!.url}${url.pathname}${url.search}`;
  assert.equal((await upload(target, await csvFile(one!, UserPoolId, rows))).status, 200);
  await one!.client.send(new StartUserImportJobCommand({ UserPoolId, JobId }));
  while (((await describeJob(other!, UserPoolId, JobId)).ImportedUsers ?? 0) === 0) await sleep(5);
  await one!.close();
  const job = await endOf(other!, UserPoolId, JobId);
  assert.deepEqual([job.Status, job.ImportedUsers, job.SkippedUsers, job.FailedUsers], ["Succeeded", users, 0, 0]);
  const log = await logOf(other!, UserPoolId, JobId);
  assert.deepEqual(
    log,
    rows.map((_, n) => `[SUCCEEDED] Line Number ${n + 2} - The import succeeded.`),
  );
  const { UserPool } = await other!.client.send(new DescribeUserPoolCommand({ UserPoolId }));
  assert.equal(UserPool?.EstimatedNumberOfUsers, users);
  const { Users } = await other!.client.send(new ListUsersCommand({ UserPoolId, Filter: 'username = "user-499"' }));
  assert.equal(Users?.length, 1);
});
