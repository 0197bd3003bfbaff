/**
 * The recorded calls of the real Terraform providers against a fresh server: every answer must be the recorded one. They
 * stand for the providers where those are not installed; scripts/record-terraform.ts makes them anew where they are.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestWorld } from "../world.js";
import { Bindings, type Json } from "./terraform-placeholders.js";
import { documentOf, type RecordedCall, readRecording, recordingNames } from "./terraform-recording.js";

type Asked = Pick<RecordedCall, "path" | "input">;

/** Sends one call as a client would; any signature will do in development mode. */
async function answerTo(url: string, call: RecordedCall): Promise<{ status: number; body: Json }> {
  const { service, region, target, method = "POST", path = "/", input } = call;
  const scope = `Credential=local/20260101/${region}/${service}/aws4_request`;
  const form = target === undefined && path === "/";
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=${"0".repeat(64)}`,
      "x-amz-date": "20260101T000000Z",
      "content-type": form ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.1",
      ...(target === undefined ? {} : { "x-amz-target": target }),
    },
    ...(method === "GET" || input === "" ? {} : { body: form ? formOf(input) : JSON.stringify(input) }),
  });
  return { status: response.status, body: documentOf(await response.text()) };
}

function formOf(input: Json): string {
  return new URLSearchParams(input as Record<string, string>).toString();
}

/** Fails with the number of the call whose answer is another. */
async function replay(calls: readonly RecordedCall[]): Promise<void> {
  const world = await startTestWorld();
  const bindings = new Bindings();
  try {
    for (const [at, call] of calls.entries()) {
      const place = `call ${at + 1}, ${call.target ?? call.path ?? JSON.stringify(call.input)}`;
      const { path = "/", input } = bindings.fill({ path: call.path ?? "/", input: call.input }) as Asked;
      const { status, body } = await answerTo(world.url, { ...call, path, input });
      assert.equal(status, call.status, `${place}: ${JSON.stringify(body)}`);
      bindings.expect(call.answer, body, place);
    }
  } finally {
    await world.close();
  }
}

for (const name of recordingNames()) {
  const { origin, calls } = readRecording(name);
  test(`${name}: the ${calls.length} calls of ${origin["provider"]} are answered as recorded`, () => replay(calls));
}

test("a replay notices another status, value, member and number of entries", async () => {
  const { calls } = readRecording("import");
  const at = calls.findIndex(({ target }) => target?.endsWith(".DescribeUserPool"));
  const call = calls[at];
  assert.ok(call, "the recording describes no pool");
  const { UserPool: pool } = call.answer as { UserPool: Record<string, Json> };
  const { Name: _, ...nameless } = pool;
  for (const [other, complaint] of [
    [{ status: 400 }, /call \d+/],
    [{ answer: { UserPool: { ...pool, Name: "another" } } }, /DescribeUserPool\.UserPool\.Name/],
    [{ answer: { UserPool: { ...pool, Id: "us-east-1_another" } } }, /DescribeUserPool\.UserPool\.Id/],
    [{ answer: { UserPool: nameless } }, /DescribeUserPool\.UserPool: the members/],
    [{ answer: { UserPool: { ...pool, SchemaAttributes: [] } } }, /SchemaAttributes: the number of entries/],
    [{ answer: { UserPool: { ...pool, CreationDate: 1 } } }, /DescribeUserPool\.UserPool\.CreationDate/],
  ] as const) {
    const changed = [...calls.slice(0, at), { ...call, ...other } as RecordedCall];
    await assert.rejects(replay(changed), ({ message }: Error) => complaint.test(message), String(complaint));
  }
});
