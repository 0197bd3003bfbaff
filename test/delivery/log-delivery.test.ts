/** Exported logs end to end: real sign-ins and real failures of mail, and who is told of them where. */
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import {
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  InitiateAuthCommand,
  type LogConfigurationType,
  SetLogDeliveryConfigurationCommand,
  UpdateUserPoolCommand,
} from "../clients.js";
import { s3 } from "../companion-clients.js";
import { type Given, given, password } from "../self-service.js";
import { startTestWorld, type TestWorld } from "../world.js";
import { type LogReceiver, openLogReceiver, receiverKey } from "./log-receiver.js";
import { openMailSink } from "./mail-sink.js";

const plus = { UserPoolTier: "PLUS", UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } } as const;
const group = "/aws/vendedlogs/any";
const LogGroupArn = `arn:aws:logs:us-east-1:123456789012:log-group:${group}`;
const StreamArn = "arn:aws:firehose:us-east-1:123456789012:deliverystream/any-stream";
const notices = {
  EventSource: "userNotification",
  LogLevel: "ERROR",
  CloudWatchLogsConfiguration: { LogGroupArn },
} as const;
const activityTo = (place: Partial<LogConfigurationType>): LogConfigurationType => ({
  EventSource: "userAuthEvents",
  LogLevel: "INFO",
  ...place,
});

async function configure({ client }: TestWorld, UserPoolId: string, ...LogConfigurations: LogConfigurationType[]) {
  await client.send(new SetLogDeliveryConfigurationCommand({ UserPoolId, LogConfigurations }));
}

async function until<T>(find: () => T | undefined | Promise<T | undefined>, what: string): Promise<T> {
  for (let waited = 0; waited < 10_000; waited += 50) {
    const found = await find();
    if (found !== undefined) return found;
    await sleep(50);
  }
  throw new Error(`never: ${what}`);
}

/** Somebody signs up and in, and fails once. */
async function activity(world: TestWorld, pool: Given, username: string) {
  await pool.confirmed(username);
  await pool.accessToken(username);
  const wrong = { USERNAME: username, PASSWORD: `${password}x` };
  const fails = new InitiateAuthCommand({
    ClientId: pool.clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: wrong,
  });
  await assert.rejects(world.client.send(fails), { name: "NotAuthorizedException" });
}

/** Kinds and outcomes of the lines of a user, in order. */
function storyOf(logs: readonly { readonly message: Record<string, unknown> }[], username: string): string {
  const own = logs.filter(({ message }) => message["userName"] === username);
  return own.map(({ message }) => `${message["eventType"]} ${message["eventResponse"]}`).join(", ");
}
const wholeStory = "SignUp InProgress, SignUp Pass, SignIn Pass, SignIn Fail";

describe("by the services that a configuration names", () => {
  let world: TestWorld;
  let receiver: LogReceiver;
  const logsAt = (at: string) => receiver.lines.filter((line) => line.at.startsWith(at)).map(({ log }) => log);
  before(async () => {
    receiver = await openLogReceiver();
    receiver.groups.add(group);
    world = await startTestWorld({
      logsEndpoint: receiver.url,
      firehoseEndpoint: `${receiver.url}/`,
      logS3Endpoint: receiver.url,
      deliveryCredentials: receiverKey,
    });
  });
  after(async () => {
    await world.close();
    receiver.close();
    assert.deepEqual(receiver.faults, []);
  });

  test("sign-ins go to a log group, in a stream of the pool that is made first", async () => {
    const pool = await given(world, plus);
    await configure(world, pool.poolId, activityTo({ CloudWatchLogsConfiguration: { LogGroupArn } }));
    await activity(world, pool, "ann");
    const at = `${group} ${pool.poolId}/userAuthEvents`;
    await until(() => (storyOf(logsAt(at), "ann") === wholeStory ? true : undefined), wholeStory);
    assert.deepEqual(receiver.actions.slice(0, 3), ["PutLogEvents", "CreateLogStream", "PutLogEvents"]);
    const line = receiver.lines.find(({ log }) => log.message["eventType"] === "SignIn");
    assert.equal(line?.region, "us-east-1");
    const { message, ...rest } = line!.log;
    assert.deepEqual(Object.keys(rest), ["eventTimestamp", "eventSource", "logLevel", "logSourceId"]);
    assert.equal(rest.eventSource, "USER_ACTIVITY");
    assert.equal(message["ipAddress"], "127.0.0.1");
    assert.deepEqual(message["challenges"], ["Password:Success"]);
    assert.match(String(message["requestId"]), /^[0-9a-f-]{36}$/);
    assert.match(String(message["deviceName"]), /aws-sdk-js/);
  });

  test("sign-ins go to Firehose; a record that is refused is sent again, and no other", async () => {
    const pool = await given(world, plus);
    receiver.refuseRecords = 2;
    await configure(world, pool.poolId, activityTo({ FirehoseConfiguration: { StreamArn } }));
    await activity(world, pool, "bob");
    await until(() => (logsAt("any-stream").length >= 4 ? true : undefined), "four records");
    await sleep(300);
    const seen = logsAt("any-stream").map(({ message }) => `${message["eventType"]} ${message["eventResponse"]}`);
    assert.deepEqual(seen.sort(), wholeStory.split(", ").sort());
  });

  test("sign-ins go to a bucket elsewhere, compressed, under AWSLogs", async () => {
    const pool = await given(world, plus);
    await activity(world, pool, "before");
    await configure(world, pool.poolId, activityTo({ S3Configuration: { BucketArn: "arn:aws:s3:::elsewhere" } }));
    await pool.confirmed("cid");
    const at = `elsewhere/AWSLogs/123456789012/cognito-idp/us-east-1/${pool.poolId}/userAuthEvents/`;
    await until(() => logsAt(at)[0], "an object");
    assert.equal(storyOf(logsAt(at), "before"), "");
    assert.match(receiver.lines.find((line) => line.at.startsWith(at))!.at, /\/20\d\d\/\d\d\/\d\d\/\d\d\/.+\.log\.gz$/);
  });

  test("what threat protection makes of a sign-in is told with it", async () => {
    const pool = await given(world, {
      ...plus,
      Policies: { PasswordPolicy: { MinimumLength: 8, RequireSymbols: false } },
    });
    await configure(world, pool.poolId, activityTo({ CloudWatchLogsConfiguration: { LogGroupArn } }));
    await pool.confirmed("fay");
    const common = "Password1";
    await world.client.send(
      new AdminSetUserPasswordCommand({
        UserPoolId: pool.poolId,
        Username: "fay",
        Password: common,
        Permanent: true,
      }),
    );
    await pool.accessToken("fay", common);
    const signedIn = await until(
      () => logsAt(`${group} ${pool.poolId}/`).find(({ message }) => message["eventType"] === "SignIn"),
      "the sign-in",
    );
    const { eventResponse, riskDecision, compromisedCredentialDetected } = signedIn.message;
    assert.deepEqual([eventResponse, riskDecision, compromisedCredentialDetected], ["Pass", "PASS", "true"]);
  });

  test("a log group that is not there gets its lines when it is", async () => {
    const pool = await given(world, plus);
    const arn = { LogGroupArn: LogGroupArn.replace("any", "late") };
    const late = LogGroupArn.replace("any", "late").split("log-group:")[1]!;
    await configure(world, pool.poolId, activityTo({ CloudWatchLogsConfiguration: arn }));
    const before = receiver.actions.length;
    await pool.confirmed("dan");
    await until(() => (receiver.actions.length >= before + 2 ? true : undefined), "an attempt");
    assert.deepEqual(receiver.actions.slice(before, before + 2), ["PutLogEvents", "CreateLogStream"]);
    receiver.groups.add(late);
    await until(() => (storyOf(logsAt(late), "dan") === "SignUp InProgress, SignUp Pass" ? true : undefined), "dan");
  });

  test("what was recorded before a user was deleted is delivered, and nothing of a user who does not exist", async () => {
    const pool = await given(world, plus, { PreventUserExistenceErrors: "ENABLED" });
    await configure(world, pool.poolId, activityTo({ CloudWatchLogsConfiguration: { LogGroupArn } }));
    receiver.status = 500;
    await pool.confirmed("eve");
    const nobody = { USERNAME: "nobody", PASSWORD: password };
    const AuthFlow = "USER_PASSWORD_AUTH";
    const signIn = new InitiateAuthCommand({ ClientId: pool.clientId, AuthFlow, AuthParameters: nobody });
    await assert.rejects(world.client.send(signIn), { name: "NotAuthorizedException" });
    await world.client.send(new AdminDeleteUserCommand({ UserPoolId: pool.poolId, Username: "eve" }));
    receiver.status = undefined;
    const at = `${group} ${pool.poolId}/`;
    await until(() => (storyOf(logsAt(at), "eve") === "SignUp InProgress, SignUp Pass" ? true : undefined), "eve");
    assert.equal(logsAt(at).length, 2);
  });

  test("nothing is logged while threat protection is off, and again when it is on", async () => {
    const pool = await given(world, plus);
    const arn = { LogGroupArn: LogGroupArn.replace("any", "other") };
    receiver.groups.add(group.replace("any", "other"));
    await configure(world, pool.poolId, activityTo({ CloudWatchLogsConfiguration: arn }));
    const change = (AdvancedSecurityMode: "OFF" | "ENFORCED") =>
      world.client.send(
        new UpdateUserPoolCommand({
          UserPoolId: pool.poolId,
          AutoVerifiedAttributes: ["email"],
          UserPoolTier: "PLUS",
          UserPoolAddOns: { AdvancedSecurityMode },
        }),
      );
    await change("OFF");
    await pool.confirmed("off");
    // What a node remembers of a pool is at most a second old.
    await sleep(1_050);
    await change("ENFORCED");
    await sleep(1_050);
    await pool.confirmed("on");
    await until(() => (storyOf(logsAt("/aws/vendedlogs/other"), "on") !== "" ? true : undefined), "on");
    assert.equal(storyOf(logsAt("/aws/vendedlogs/other"), "off"), "");
  });
});

describe("by the file or the webhook of an installation", () => {
  test("a mail that is refused is a line of userNotification in the file, which can be renamed at any time", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "poolhouse-logs-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "exported.jsonl");
    const sink = await openMailSink();
    const world = await startTestWorld({ logDeliveryFile: file, smtpUrl: sink.url, mailFrom: "a@house.example" });
    t.after(async () => {
      // The sink waits for those that are connected.
      await world.close();
      await sink.close();
    });
    const pool = await given(world, plus);
    const readLines = (path: string) =>
      readFileSync(path, "utf8")
        .split("\n")
        .slice(0, -1)
        .map((line) => JSON.parse(line) as { eventSource: string; message: Record<string, string> });
    const whenThere = async (path: string, holds: (lines: ReturnType<typeof readLines>) => boolean, what: string) =>
      until(() => {
        try {
          const lines = readLines(path);
          return holds(lines) ? lines : undefined;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
          return undefined;
        }
      }, what);

    // A line that a crash cut short is closed first.
    writeFileSync(file, '{"cut":', { mode: 0o600 });
    await configure(world, pool.poolId, notices, activityTo({ FirehoseConfiguration: { StreamArn } }));
    sink.refuseWith(550);
    await pool.signUp("ann");
    await until(
      () => (readFileSync(file, "utf8").split("\n").length >= 4 ? true : undefined),
      "two lines behind the cut one",
    );
    const [cut, ...lines] = readFileSync(file, "utf8").split("\n").slice(0, -1);
    assert.equal(cut, '{"cut":');
    const logs = lines.map((line) => JSON.parse(line) as { eventSource: string; message: { details?: string } });
    assert.deepEqual(logs.map(({ eventSource }) => eventSource).sort(), ["USER_ACTIVITY", "USER_NOTIFICATION"]);
    const details = logs.find(({ eventSource }) => eventSource === "USER_NOTIFICATION")?.message.details ?? "";
    assert.match(
      details,
      /^Email delivery failed: SMTP 550\. Destination a\*\*\*@e\*\*\*, kind sign-up, message \S+, attempt 1\. It will not be tried again\.$/,
    );
    assert.equal(statSync(file).mode & 0o777, 0o600);

    renameSync(file, `${file}.1`);
    await pool.confirm("ann", await pool.lastCode());
    await whenThere(file, (found) => storyOf(found, "ann") === "SignUp Pass", "a new file");
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  test("the webhook gets signed batches and the same lines again until it takes them", async (t) => {
    const secret = "0123456789abcdef";
    const bodies: string[] = [];
    let status = 503;
    const server = createServer((request, response) => {
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (part: string) => {
        body += part;
      });
      request.on("end", () => {
        const [, time, signature] =
          /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request.headers["poolhouse-signature"])) ?? [];
        const expected = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
        if (signature !== expected || Math.abs(Number(time) * 1000 - Date.now()) > 60_000) status = 401;
        bodies.push(body);
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => server.close());
    const world = await startTestWorld({
      logDeliveryWebhook: `http://127.0.0.1:${(server.address() as AddressInfo).port}/logs?from=house`,
      logDeliveryWebhookSecret: secret,
    });
    t.after(() => world.close());
    const pool = await given(world, plus);
    await configure(world, pool.poolId, activityTo({ CloudWatchLogsConfiguration: { LogGroupArn } }));
    await pool.signUp("ann");
    await until(() => (bodies.length >= 2 ? true : undefined), "a second attempt");
    status = 204;
    const taken = bodies.length;
    await until(() => (bodies.length > taken ? true : undefined), "a third attempt");
    const [first, last] = [bodies[0]!, bodies.at(-1)!].map((body) => JSON.parse(body) as Record<string, unknown>);
    assert.deepEqual(first, last);
    const { entries, ...rest } = last as { entries: { id: string; log: { message: Record<string, unknown> } }[] };
    assert.deepEqual(rest, {
      version: 1,
      userPoolId: pool.poolId,
      eventSource: "userAuthEvents",
      destination: LogGroupArn,
    });
    assert.equal(
      storyOf(
        entries.map(({ log }) => log),
        "ann",
      ),
      "SignUp InProgress",
    );
    const ended = bodies.length;
    await sleep(1_500);
    assert.equal(bodies.length, ended, "what was taken is not sent again");
    assert.equal(status, 204);
  });
});

test("a bucket that is here takes sign-ins without any endpoint, and a configuration that nothing serves loses nothing else", async (t) => {
  const world = await startTestWorld();
  t.after(() => world.close());
  const pool = await given(world, plus);
  const unserved = await given(world, plus);
  await configure(world, unserved.poolId, notices, activityTo({ FirehoseConfiguration: { StreamArn } }));
  await unserved.confirmed("zoe");

  const client = new s3.S3Client({
    endpoint: world.url,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  t.after(() => client.destroy());
  const Bucket = "audit-of-house";
  await configure(world, pool.poolId, activityTo({ S3Configuration: { BucketArn: `arn:aws:s3:::${Bucket}` } }));
  await client.send(new s3.CreateBucketCommand({ Bucket }));
  await pool.signUp("ann");
  const { Key } = await until(async () => {
    const { Contents } = await client.send(new s3.ListObjectsV2Command({ Bucket }));
    return Contents?.[0];
  }, "an object");
  assert.match(Key!, new RegExp(`^AWSLogs/123456789012/cognito-idp/us-east-1/${pool.poolId}/userAuthEvents/`));
  const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key }));
  const [line] = gunzipSync(await Body!.transformToByteArray())
    .toString()
    .split("\n");
  assert.equal(storyOf([JSON.parse(line!) as { message: Record<string, unknown> }], "ann"), "SignUp InProgress");
  for (const source of ["userAuthEvents", "userNotification"] as const) {
    const queue = { userPoolId: unserved.poolId, source };
    assert.deepEqual(await world.world.store.logEntries.first(queue, 9), []);
  }
});
