/** Import jobs in tests: making one, uploading its file as a script does, running it to its end, reading its log. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateUserImportJobCommand,
  DescribeUserImportJobCommand,
  GetCSVHeaderCommand,
  type PasswordHashingAlgorithmType,
  StartUserImportJobCommand,
  type UserImportJobType,
} from "./clients.js";
import type { TestWorld } from "./world.js";

/** A role as it is asked for; nothing assumes it. */
export const importRole = "arn:aws:iam::123456789012:role/import";

export type ImportJob = UserImportJobType & { JobId: string; PreSignedUrl: string };

/** A job that waits for its file. */
export async function importJob(
  world: TestWorld,
  UserPoolId: string,
  JobName = "test",
  PasswordHashingAlgorithm?: PasswordHashingAlgorithmType,
): Promise<ImportJob> {
  const command = new CreateUserImportJobCommand({
    UserPoolId,
    JobName,
    CloudWatchLogsRoleArn: importRole,
    PasswordHashingAlgorithm,
  });
  const { UserImportJob } = await world.client.send(command);
  assert.ok(UserImportJob?.JobId && UserImportJob.PreSignedUrl);
  return UserImportJob as ImportJob;
}

/** Puts a file behind the URL of a job. */
export function upload(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: "PUT", body, headers: { "x-amz-server-side-encryption": "aws:kms", ...headers } });
}

/** A file with the columns of a pool, from rows that name only what they give. */
export async function csvFile(
  world: TestWorld,
  UserPoolId: string,
  rows: readonly Readonly<Record<string, string>>[],
  moreColumns: readonly string[] = [],
): Promise<string> {
  const { CSVHeader: ofPool = [] } = await world.client.send(new GetCSVHeaderCommand({ UserPoolId }));
  const CSVHeader = [...ofPool, ...moreColumns];
  const lines = rows.map((row) => {
    for (const name of Object.keys(row)) assert.ok(CSVHeader.includes(name), `${name} is no column`);
    return CSVHeader.map((name) => row[name] ?? "").join(",");
  });
  return `${[CSVHeader.join(","), ...lines].join("\n")}\n`;
}

export async function describeJob(world: TestWorld, UserPoolId: string, JobId: string): Promise<UserImportJobType> {
  const { UserImportJob } = await world.client.send(new DescribeUserImportJobCommand({ UserPoolId, JobId }));
  assert.ok(UserImportJob);
  return UserImportJob;
}

const ends = ["Succeeded", "Failed", "Stopped"];

/** The job at its end. */
export async function endOf(world: TestWorld, UserPoolId: string, JobId: string): Promise<UserImportJobType> {
  for (let waited = 0; waited < 20_000; waited += 20) {
    const job = await describeJob(world, UserPoolId, JobId);
    if (ends.includes(job.Status ?? "")) return job;
    await sleep(20);
  }
  return assert.fail("the job does not end");
}

/** The lines of a job's log. */
export async function logOf(world: TestWorld, poolId: string, jobId: string): Promise<readonly string[]> {
  const { items } = await world.world.store.userImportLog.page(poolId, jobId, { limit: 10_000 });
  return items.flatMap((entry) => entry.lines);
}

/** Runs a file through a job; answers the job at its end and its log. */
export async function runImport(
  world: TestWorld,
  UserPoolId: string,
  file: string | Buffer,
  hashing?: PasswordHashingAlgorithmType,
): Promise<{ readonly job: UserImportJobType; readonly log: readonly string[] }> {
  const { JobId, PreSignedUrl } = await importJob(world, UserPoolId, "test", hashing);
  // A node behind a public address is reached by its own here.
  const { pathname, search } = new URL(PreSignedUrl);
  const response = await upload(`${world.url}${pathname}${search}`, file);
  assert.equal(response.status, 200, await response.text());
  await world.client.send(new StartUserImportJobCommand({ UserPoolId, JobId }));
  return { job: await endOf(world, UserPoolId, JobId), log: await logOf(world, UserPoolId, JobId) };
}

export const hashColumn = "cognito:password_hash";

/** A user that another directory had, with a password that it hashed. */
export interface HashedUser {
  readonly name: string;
  readonly hash?: string;
  /** What else the line gives. */
  readonly row?: Readonly<Record<string, string>>;
}

/** Runs a file of users with hashes through a job. Each has a verified address `<name>@example.com`. */
export async function importHashed(
  world: TestWorld,
  poolId: string,
  hashing: PasswordHashingAlgorithmType,
  users: readonly HashedUser[],
): Promise<{ readonly job: UserImportJobType; readonly log: readonly string[] }> {
  const rows = users.map(({ name, hash = "", row = {} }) => ({
    "cognito:username": name,
    email: `${name}@example.com`,
    email_verified: "true",
    [hashColumn]: hash.replaceAll(",", "\\,"),
    ...row,
  }));
  return runImport(world, poolId, await csvFile(world, poolId, rows, [hashColumn]), hashing);
}

/** A hash of `hashedPassword` that costs next to nothing. */
export const cheapHash = "$2a$04$YvQKUtrLmUKnsN6OS/dU1ueUl3bzhtq/KrNsXBJ7hQNiV85kJ6tye";
export const hashedPassword = "Correct-Horse-1";
