/**
 * The recorded calls of the real Pulumi engine and AWS Cloud Control provider against a fresh server: every answer must be
 * the recorded one. They stand for Pulumi where it is not installed; scripts/record-pulumi.ts makes them anew where it is.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestWorld } from "../world.js";
import { readRecording, recordingNames, type StagedCall } from "./pulumi-recording.js";
import { Bindings, type Json } from "./terraform-placeholders.js";
import { documentOf } from "./terraform-recording.js";

/** Sends one call as the provider does; any signature will do in development mode. */
async function answerTo(url: string, { service, target, input }: StagedCall): Promise<{ status: number; body: Json }> {
  const scope = `Credential=local/20260101/us-east-1/${service}/aws4_request`;
  const isForm = target === undefined;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=${"0".repeat(64)}`,
      "x-amz-date": "20260101T000000Z",
      "content-type": isForm ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.0",
      ...(isForm ? {} : { "x-amz-target": target }),
    },
    body: isForm ? new URLSearchParams(input as Record<string, string>).toString() : JSON.stringify(input),
  });
  return { status: response.status, body: documentOf(await response.text()) };
}

/** Fails with the number of the call whose answer is another. */
async function replay(calls: readonly StagedCall[]): Promise<void> {
  const world = await startTestWorld();
  const bindings = new Bindings();
  try {
    for (const [at, call] of calls.entries()) {
      const place = `call ${at + 1} (${call.stage}), ${call.target ?? call.service}`;
      const { status, body } = await answerTo(world.url, { ...call, input: bindings.fill(call.input) });
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

test("a replay notices another status, another value and another member", async () => {
  const { calls } = readRecording("life-yaml");
  const at = calls.findIndex(
    ({ target, input }) =>
      target?.endsWith(".GetResource") && (input as { TypeName: Json }).TypeName === "AWS::Cognito::UserPoolUser",
  );
  const call = calls[at];
  assert.ok(call, "the recording reads no user");
  const answer = call.answer as { ResourceDescription: { Properties: { $json: Record<string, Json> } } };
  const { UserAttributes = [], ...rest } = answer.ResourceDescription.Properties.$json;
  const showing = ($json: Json) => ({
    answer: { ...answer, ResourceDescription: { ...answer.ResourceDescription, Properties: { $json } } } as Json,
  });
  for (const [other, complaint] of [
    [{ status: 400 }, /^call \d+ \(up\), CloudApiService\.GetResource: /],
    [showing({ ...rest, UserAttributes, Username: "another" }), /Properties\.Username/],
    [showing(rest), /Properties: the members/],
    [showing({ ...rest, UserAttributes: (UserAttributes as Json[]).toReversed() }), /UserAttributes\[0\]/],
  ] as const) {
    const changed = [...calls.slice(0, at), { ...call, ...other }];
    await assert.rejects(replay(changed), ({ message }: Error) => complaint.test(message), String(complaint));
  }
});
