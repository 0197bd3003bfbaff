/** A server whose Lambda companion is spoken to by the real SDK client, for tests of what it keeps and says. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before } from "node:test";
import { lambda } from "./companion-clients.js";
import { startTestWorld, type TestWorld } from "./world.js";
import { storedZip } from "./zip.js";

export const account = "123456789012";
export const arnOf = (name: string) => `arn:aws:lambda:us-east-1:${account}:function:${name}`;
export const Role = `arn:aws:iam::${account}:role/service/runs`;
/** Code that functions have unless told otherwise, and another one. */
export const ZipFile = storedZip({ "index.js": "exports.handler = async () => 1;" });
export const other = storedZip({ "index.js": "exports.handler = async () => 2;" });
export const hashOf = (zip: Uint8Array) => createHash("sha256").update(zip).digest("base64");

/** Opens a world for the tests of one file, and closes it after them. */
export function lambdaUnderTest() {
  let world: TestWorld | undefined;
  let client: lambda.LambdaClient | undefined;
  before(async () => {
    world = await startTestWorld();
    client = new lambda.LambdaClient({
      endpoint: world.url,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
    });
  });
  after(async () => {
    client?.destroy();
    await world?.close();
  });
  const send = ((command: never) => client!.send(command)) as lambda.LambdaClient["send"];
  return {
    send,
    get client() {
      return client!;
    },
    get world() {
      return world!;
    },
    create: (FunctionName: string, more: Partial<lambda.CreateFunctionCommandInput> = {}) =>
      client!.send(
        new lambda.CreateFunctionCommand({
          FunctionName,
          Role,
          Runtime: "nodejs20.x",
          Handler: "index.handler",
          Code: { ZipFile },
          ...more,
        }),
      ),
    configuration: (FunctionName: string, Qualifier?: string) =>
      client!.send(new lambda.GetFunctionConfigurationCommand({ FunctionName, Qualifier })),
  };
}

/** Fails unless a call is refused by this name and in these words. */
export const refused = (call: Promise<unknown>, name: string, message: string | RegExp) =>
  assert.rejects(call, (error: Error) => {
    assert.equal(error.name, name, error.message);
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    return true;
  });
