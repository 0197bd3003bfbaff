/** What the sinks of exported logs make of destinations that answer badly, elsewhere, or not at all. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { LogBatch } from "../../ports/log-sinks.js";
import { cloudWatchLogsSink } from "./cloudwatch-logs.js";
import { firehoseSink } from "./firehose.js";
import { fileSink } from "./log-file.js";
import { webhookSink } from "./log-webhook.js";
import { s3Sink } from "./s3-objects.js";

let seen: { target: string; body: string }[] = [];
let answer: { status: number; body?: string; headers?: Record<string, string> } = { status: 200 };
const server = createServer((request, response) => {
  let body = "";
  request.setEncoding("latin1");
  request.on("data", (part: string) => {
    body += part;
  });
  request.on("end", () => {
    seen.push({ target: String(request.headers["x-amz-target"] ?? request.url), body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
});
let url = "";
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const clock = { now: () => 1_800_000_000_000, monotonic: () => 0 };
const key = { accessKeyId: "AKID", secretAccessKey: "secret" };
const userPoolId = "eu-north-1_Ab1";
const source = "userAuthEvents";
function batchTo(kind: LogBatch["destination"]["kind"], arn: string, ats: readonly number[] = [2, 1]): LogBatch {
  const entries = ats.map((at, n) => ({ id: `e-${n}`, userPoolId, source, at, json: `{"at":${at}}` }) as const);
  return {
    userPoolId,
    accountId: "123456789012",
    region: "eu-north-1",
    source,
    destination: { kind, arn },
    entries,
  };
}
const toGroup = batchTo("CloudWatchLogs", "arn:aws:logs:eu-north-1:123456789012:log-group:any:*");
const toStream = batchTo("Firehose", "arn:aws:firehose:eu-north-1:123456789012:deliverystream/any");
const toBucket = batchTo("S3", "arn:aws:s3:::any");

test("a log group gets lines in the order of their times, whatever order nodes wrote them in", async () => {
  seen = [];
  answer = { status: 200, body: "{}" };
  assert.deepEqual(await cloudWatchLogsSink({ url, key }, clock).put(toGroup), []);
  assert.equal(seen[0]?.target, "Logs_20140328.PutLogEvents");
  assert.deepEqual(JSON.parse(seen[0]?.body ?? ""), {
    logGroupName: "any",
    logStreamName: "eu-north-1_Ab1/userAuthEvents",
    logEvents: [
      { timestamp: 1, message: '{"at":1}' },
      { timestamp: 2, message: '{"at":2}' },
    ],
  });
});

const error = (name: string) => ({ status: 400, body: JSON.stringify({ __type: `com.amazonaws#${name}` }) });
for (const [what, given, reason] of [
  [
    "an error of AWS JSON is called by its name",
    error("AccessDeniedException"),
    "CloudWatchLogs AccessDeniedException",
  ],
  ["another one by its status", { status: 502, body: "<html>" }, "CloudWatchLogs 502"],
  ["a group that is not there", error("ResourceNotFoundException"), "CloudWatchLogs ResourceNotFoundException"],
  [
    "T-21 nothing follows a redirection",
    { status: 307, headers: { location: "http://127.0.0.1:1" } },
    /^CloudWatchLogs /,
  ],
] as const) {
  test(`log group: ${what}`, async () => {
    answer = given;
    await assert.rejects(cloudWatchLogsSink({ url, key }, clock).put(toGroup), {
      name: "LogSinkError",
      reason,
    } as object);
  });
}

test("Firehose: an answer that says nothing of its failures is one; those it names are sent again", async () => {
  const { put } = firehoseSink({ url, key }, clock);
  answer = { status: 200, body: JSON.stringify({ FailedPutCount: 1, RequestResponses: [] }) };
  await assert.rejects(put(toStream), { reason: "Firehose BadAnswer" });
  const RequestResponses = [{ RecordId: "r" }, { ErrorCode: "ServiceUnavailableException" }];
  answer = { status: 200, body: JSON.stringify({ FailedPutCount: 1, RequestResponses }) };
  assert.deepEqual(await put(toStream), ["e-1"]);
  answer = { status: 200, body: "not JSON" };
  assert.deepEqual(await put(toStream), []);
});

test("S3: a batch that is sent again takes the place of the one before", async () => {
  seen = [];
  answer = { status: 503 };
  await assert.rejects(s3Sink({ url, key }, clock).put(toBucket), { reason: "S3 503" });
  answer = { status: 200 };
  await s3Sink({ url, key }, clock).put(toBucket);
  assert.equal(seen[0]?.target, seen[1]?.target);
  assert.match(seen[0]?.target ?? "", /^\/any\/AWSLogs\/123456789012\/cognito-idp\/eu-north-1\/eu-north-1_Ab1\//);
});

test("T-45 nobody there is a word, without what was to be said", async () => {
  const nobody = "http://127.0.0.1:1";
  for (const sink of [
    firehoseSink({ url: nobody, key }, clock),
    webhookSink({ url: nobody, secret: "0123456789abcdef" }, clock),
  ]) {
    await assert.rejects(sink.put(toStream), (thrown: Error & { reason: string }) => {
      assert.match(thrown.reason, /^(Firehose|webhook) [A-Za-z_]+$/);
      assert.doesNotMatch(thrown.message, /"at"/);
      return true;
    });
  }
  await assert.rejects(
    firehoseSink({ url: "https://x.{region}.example", key }, clock).put({ ...toStream, region: "/" }),
    {
      reason: "Firehose BadRegion",
    },
  );
});

test("a webhook that answers anything but 2xx has taken nothing", async () => {
  const { put } = webhookSink({ url, secret: "0123456789abcdef" }, clock);
  for (const status of [304, 400, 410, 500]) {
    answer = { status };
    await assert.rejects(put(toStream), { name: "LogSinkError" });
  }
  answer = { status: 202 };
  assert.deepEqual(await put(toStream), []);
});

test("a file takes batches of many pools one after the other, and one that cannot be opened fails only its batch", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-log-file-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "later", "x.jsonl");
  const { put } = fileSink(path);
  await assert.rejects(put(toStream), { name: "LogSinkError", reason: "file ENOENT" });
  const file = join(folder, "y.jsonl");
  const sink = fileSink(file);
  const many = Array.from({ length: 20 }, (_, n) => batchTo("Firehose", "any", [n, n]));
  await Promise.all(many.map((batch) => sink.put(batch)));
  const lines = readFileSync(file, "utf8").split("\n");
  assert.equal(lines.pop(), "");
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { at: number }).at),
    many.flatMap((_, n) => [n, n]),
  );
});
