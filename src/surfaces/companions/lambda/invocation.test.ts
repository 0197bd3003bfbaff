/** Invoke by the real SDK client: what a caller is told of how a function ended. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lambda } from "../../../../test/companion-clients.js";
import { arnOf, lambdaUnderTest, refused } from "../../../../test/lambda.js";
import { storedZip } from "../../../../test/zip.js";

const { InvokeCommand, UpdateFunctionCodeCommand } = lambda;

const { create, send } = lambdaUnderTest();

describe("an invocation", () => {
  const invoke = (FunctionName: string, payload: unknown, more: Partial<lambda.InvokeCommandInput> = {}) =>
    send(new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)), ...more }));
  const textOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString();
  const code = (...lines: string[]) => storedZip({ "index.js": lines.join("\n") });

  test("runs the function and answers as it did, with the end of its log", async () => {
    const ZipFile = code(
      "exports.handler = async (event, context) => {",
      "  console.log('at work for', event.name);",
      "  if (event.fail) throw new RangeError('not today');",
      "  return { hello: event.name, arn: context.invokedFunctionArn, table: process.env.TABLE };",
      "};",
    );
    await create("runs", {
      Code: { ZipFile },
      Timeout: 30,
      Environment: { Variables: { TABLE: "users" } },
      Publish: true,
    });
    const answered = await invoke("runs", { name: "Jane" }, { LogType: "Tail" });
    assert.deepEqual(
      [answered.StatusCode, answered.ExecutedVersion, answered.FunctionError],
      [200, "$LATEST", undefined],
    );
    assert.deepEqual(JSON.parse(textOf(answered.Payload)), { hello: "Jane", arn: arnOf("runs"), table: "users" });
    const log = Buffer.from(answered.LogResult ?? "", "base64").toString();
    assert.match(
      log,
      /^START RequestId: \S+ Version: \$LATEST\nat work for Jane\nEND .*\nREPORT .*Duration: [\d.]+ ms/,
    );
    const failed = await invoke(`${arnOf("runs")}:1`, { fail: true });
    assert.deepEqual([failed.StatusCode, failed.ExecutedVersion, failed.FunctionError], [200, "1", "Unhandled"]);
    assert.equal(failed.LogResult, undefined);
    const { errorType, errorMessage, trace } = JSON.parse(textOf(failed.Payload));
    assert.deepEqual([errorType, errorMessage, Array.isArray(trace)], ["RangeError", "not today", true]);
    await send(
      new UpdateFunctionCodeCommand({ FunctionName: "runs", ZipFile: code("exports.handler = async () => 'other';") }),
    );
    assert.equal(textOf((await invoke("runs", {})).Payload), '"other"');
    assert.match(textOf((await invoke("runs", { name: "still" }, { Qualifier: "1" })).Payload), /"hello":"still"/);
  });

  test("may be tried dry, or left to itself", async () => {
    assert.equal((await invoke("runs", {}, { InvocationType: "DryRun" })).StatusCode, 204);
    const event = await invoke("runs", {}, { InvocationType: "Event" });
    assert.deepEqual([event.StatusCode, textOf(event.Payload)], [202, ""]);
  });

  test("ends with the function's own time, and is refused in Lambda's words", async () => {
    await create("sleeps", {
      Timeout: 1,
      Code: { ZipFile: code("exports.handler = () => new Promise((done) => setTimeout(done, 60_000));") },
    });
    const late = await invoke("sleeps", {});
    assert.equal(late.FunctionError, "Unhandled");
    const { errorType, errorMessage } = JSON.parse(textOf(late.Payload));
    assert.equal(errorType, "Sandbox.Timedout");
    assert.match(errorMessage, /^RequestId: \S+ Error: Task timed out after 1\.00 seconds$/);
    await refused(invoke("missing", {}), "ResourceNotFoundException", /^Function not found/);
    await refused(
      send(new InvokeCommand({ FunctionName: "runs", Payload: Buffer.from("not json") })),
      "InvalidRequestContentException",
      "Could not parse request body into json.",
    );
    await create("java", { Runtime: "java21", Handler: "a.B::c" });
    await refused(invoke("java", {}), "InvalidRuntimeException", "Nothing on this server runs java21.");
    await create("broken", { Code: { ZipFile: Buffer.from("PK, but no zip") } }).then(
      () => refused(invoke("broken", {}), "InvalidRuntimeException", /zip/),
      (error: Error) => assert.equal(error.name, "InvalidParameterValueException"),
    );
  });
});
