import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Sha256, SignatureV4 } from "../../../../test/clients.js";
import { csvFile, importJob, runImport } from "../../../../test/user-import.js";
import { startTestWorld, type TestWorld } from "../../../../test/world.js";

let world: TestWorld;
before(async () => {
  world = await startTestWorld();
});
after(() => world.close());

interface LogsAnswer {
  readonly __type?: string;
  readonly message?: string;
  readonly logGroups?: { readonly logGroupName: string }[];
  readonly logStreams?: { readonly logStreamName: string }[];
  readonly nextToken?: string;
  readonly events?: { readonly timestamp: number; readonly message: string }[];
  readonly nextForwardToken?: string;
}

/** A call as the SDK of the service makes it, which is not installed. */
async function logs(action: string, input: object, region = "us-east-1"): Promise<LogsAnswer> {
  const { hostname, port, host } = new URL(world.url);
  const signer = new SignatureV4({
    service: "logs",
    region,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    sha256: Sha256,
  });
  const body = JSON.stringify(input);
  const { headers } = await signer.sign({
    method: "POST",
    protocol: "http:",
    hostname,
    port: Number(port),
    path: "/",
    headers: { host, "content-type": "application/x-amz-json-1.1", "x-amz-target": `Logs_20140328.${action}` },
    body,
  });
  return (await (await fetch(world.url, { method: "POST", headers, body })).json()) as LogsAnswer;
}

const users = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    "cognito:username": `user-${n}`,
    email: `user-${n}@example.com`,
    email_verified: "true",
  }));

async function imported(count: number): Promise<{ readonly group: string; readonly stream: string; poolId: string }> {
  const { Id, Name } = await world.pool({ PoolName: "my pool", AutoVerifiedAttributes: ["email"] });
  const { job } = await runImport(world, Id, await csvFile(world, Id, users(count)));
  return { poolId: Id, group: `/aws/cognito/userpools/${Id}/${Name}`, stream: `${job.JobId}/${job.JobName}` };
}

test("the log of a job is read where Cognito would write it", async () => {
  const { group, stream } = await imported(120);
  const where = { logGroupName: group, logStreamName: stream };
  const all = await logs("GetLogEvents", where);
  assert.deepEqual(
    all.events?.map(({ message }) => message),
    Array.from({ length: 120 }, (_, n) => `[SUCCEEDED] Line Number ${n + 2} - The import succeeded.`),
  );
  assert.ok(Math.abs((all.events?.[0]?.timestamp ?? 0) - Date.now()) < 3_600_000);

  const seen: string[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < 10; page += 1) {
    const answer = await logs("GetLogEvents", { ...where, limit: 50, startFromHead: true, nextToken });
    seen.push(...(answer.events ?? []).map(({ message }) => message));
    // The end of a stream is where a token leads to itself.
    if (answer.nextForwardToken === nextToken) break;
    nextToken = answer.nextForwardToken;
  }
  assert.deepEqual(
    seen,
    all.events?.map(({ message }) => message),
  );
});

test("groups and streams are listed, page after page, in their own region", async () => {
  const { poolId, group, stream } = await imported(1);
  await world.pool();
  const second = await importJob(world, poolId, "second");
  const { logGroups } = await logs("DescribeLogGroups", { logGroupNamePrefix: `/aws/cognito/userpools/${poolId}` });
  assert.deepEqual(
    logGroups?.map(({ logGroupName }) => logGroupName),
    [group],
  );
  assert.equal((await logs("DescribeLogGroups", {}, "eu-north-1")).logGroups?.length, 0);
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await logs("DescribeLogStreams", { logGroupName: group, limit: 1, nextToken });
    names.push(...(page.logStreams ?? []).map(({ logStreamName }) => logStreamName));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  assert.deepEqual(names.sort(), [stream, `${second.JobId}/second`].sort());
  const { logStreams } = await logs("DescribeLogStreams", { logGroupName: group, logStreamNamePrefix: second.JobId });
  assert.deepEqual(
    logStreams?.map(({ logStreamName }) => logStreamName),
    [`${second.JobId}/second`],
  );
});

test("what is not there is not there, in the words of the service", async () => {
  const { group, stream } = await imported(1);
  const failure = async (action: string, input: object, region?: string) => {
    const { __type, message } = await logs(action, input, region);
    return [__type?.split("#").at(-1), message];
  };
  const noGroup = ["ResourceNotFoundException", "The specified log group does not exist."];
  const where = { logGroupName: group, logStreamName: stream };
  assert.deepEqual(await failure("GetLogEvents", { ...where, logGroupName: "/aws/lambda/other" }), noGroup);
  assert.deepEqual(await failure("GetLogEvents", { ...where, logGroupName: `${group}x` }), noGroup);
  assert.deepEqual(await failure("GetLogEvents", where, "eu-north-1"), noGroup);
  assert.deepEqual(await failure("GetLogEvents", { ...where, logStreamName: "import-none/test" }), [
    "ResourceNotFoundException",
    "The specified log stream does not exist.",
  ]);
  const badToken = ["InvalidParameterException", "The specified nextToken is invalid."];
  assert.deepEqual(await failure("GetLogEvents", { ...where, nextToken: "f/made-up" }), badToken);
  assert.deepEqual(await failure("DescribeLogStreams", { logGroupName: group, nextToken: "made-up" }), badToken);
  assert.equal((await failure("PutLogEvents", where))[0], "UnknownOperationException");
});
