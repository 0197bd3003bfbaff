/** The steps of docs/users-import.md with the programs they name: AWS CLI and curl, against a server with access keys. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { awsCli } from "../programs.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { runProgram } from "./child.js";

const cli = awsCli();
const importer = { accessKeyId: "AKIAIMPORTER", secretAccessKey: "import/Secret+key" };
const role = "arn:aws:iam::123456789012:role/any";

describe("AWS CLI and user import", { skip: cli.skip }, () => {
  let world: TestWorld;
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-import-"));
  before(async () => {
    const actions = ["cognito-idp:*", "logs:GetLogEvents"];
    world = await startTestWorld({ accessKeys: [{ ...importer, actions, pools: ["*"] }] });
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await world.close();
  });

  async function run(words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
    return runProgram(cli.command, [...words, "--output", "json"], {
      variables: {
        AWS_ENDPOINT_URL: world.url,
        AWS_ACCESS_KEY_ID: importer.accessKeyId,
        AWS_SECRET_ACCESS_KEY: importer.secretAccessKey,
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers of several operations, looked into by the test.
  async function done(words: readonly string[]): Promise<any> {
    const { code, stdout, stderr } = await run(words);
    assert.equal(code, 0, `${words.join(" ")}: ${stderr}`);
    return stdout.trim() === "" ? {} : JSON.parse(stdout);
  }

  test("a file is uploaded by curl, imported, and its log is read", async () => {
    const created = await done([
      ...["cognito-idp", "create-user-pool", "--pool-name", "people"],
      ...["--auto-verified-attributes", "email"],
    ]);
    const pool = ["--user-pool-id", created.UserPool.Id];
    const { CSVHeader } = await done(["cognito-idp", "get-csv-header", ...pool]);
    const row: Readonly<Record<string, string>> = {
      "cognito:username": "ann",
      email: "ann@example.com",
      email_verified: "TRUE",
      "cognito:mfa_enabled": "FALSE",
    };
    const path = join(folder, "users.csv");
    writeFileSync(path, `${CSVHeader.join(",")}\n${CSVHeader.map((name: string) => row[name] ?? "").join(",")}\n,,\n`);
    const { UserImportJob: job } = await done([
      ...["cognito-idp", "create-user-import-job", ...pool, "--job-name", "spring"],
      ...["--cloud-watch-logs-role-arn", role],
    ]);
    const curl = await runProgram("curl", [
      ...["-v", "--fail", "-T", path, "-H", "x-amz-server-side-encryption:aws:kms"],
      job.PreSignedUrl,
    ]);
    assert.equal(curl.code, 0, curl.stderr);
    const named = [...pool, "--job-id", job.JobId];
    const started = await done(["cognito-idp", "start-user-import-job", ...named]);
    assert.equal(started.UserImportJob.Status, "Pending");
    let described = started;
    for (let look = 0; look < 20 && described.UserImportJob.CompletionDate === undefined; look += 1) {
      await sleep(100);
      described = await done(["cognito-idp", "describe-user-import-job", ...named]);
    }
    const { Status, ImportedUsers, FailedUsers } = described.UserImportJob;
    assert.deepEqual([Status, ImportedUsers, FailedUsers], ["Succeeded", 1, 1]);
    const user = await done(["cognito-idp", "admin-get-user", ...pool, "--username", "ann"]);
    assert.equal(user.UserStatus, "RESET_REQUIRED");
    const listed = await done(["cognito-idp", "list-user-import-jobs", ...pool, "--max-results", "2"]);
    assert.deepEqual(listed.UserImportJobs, [described.UserImportJob]);
    const { events } = await done([
      ...["logs", "get-log-events", "--log-group-name", `/aws/cognito/userpools/${created.UserPool.Id}/people`],
      ...["--log-stream-name", `${job.JobId}/spring`],
    ]);
    assert.deepEqual(
      events.map(({ message }: { message: string }) => message),
      [
        "[SUCCEEDED] Line Number 2 - The import succeeded.",
        `[FAILED] Line Number 3 - The line has 3 columns, the header has ${CSVHeader.length}.`,
      ],
    );
    const stop = await run(["cognito-idp", "stop-user-import-job", ...named]);
    assert.match(stop.stderr, /PreconditionNotMetException/);
    const groups = await run(["logs", "describe-log-groups"]);
    assert.match(groups.stderr, /AccessDenied/);
  });
});
