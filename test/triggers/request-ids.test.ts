/** One request, one id: what its functions did and wrote is found in the log by the id that the caller was told. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { configOf } from "../../src/config.js";
import type { LogFacts, Logger } from "../../src/ports/logger.js";
import { openWorld, type World } from "../../src/world.js";
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  SignUpCommand,
} from "../clients.js";

const arn = "arn:aws:lambda:us-east-1:123456789012:function:watchful";
const lines: (LogFacts & { readonly sentence: string })[] = [];
const keep = (sentence: string, facts: LogFacts = {}) => void lines.push({ ...facts, sentence });
const logger: Logger = { debug() {}, info: keep, warn: keep, error: keep };
const folder = mkdtempSync(join(tmpdir(), "poolhouse-request-ids-"));
const code = `export const handler = async (event, context) => {
  console.log(event.userName, context.awsRequestId);
  if (event.userName === "mallory") throw new Error("not you");
  return event;
};`;

let world: World;
let client: CognitoIdentityProviderClient;
let ClientId = "";
before(async () => {
  writeFileSync(join(folder, "watchful.mjs"), code);
  const settings = { data: ":memory:", port: 0, mode: "development", logLevel: "silent" } as const;
  const functions = { [arn]: join(folder, "watchful.mjs") };
  world = await openWorld(configOf({ ...settings, functions }), { logger });
  const { url } = await world.listen();
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  client = new CognitoIdentityProviderClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  const pool = { PoolName: "ids", LambdaConfig: { PreSignUp: arn } };
  const { UserPool } = await client.send(new CreateUserPoolCommand(pool));
  const { UserPoolClient } = await client.send(
    new CreateUserPoolClientCommand({ UserPoolId: UserPool?.Id, ClientName: "ids" }),
  );
  ClientId = UserPoolClient?.ClientId ?? "";
});
after(async () => {
  client.destroy();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

const signUp = (Username: string) =>
  client.send(new SignUpCommand({ ClientId, Username, Password: "Correct-Horse-1" }));

test("the log joins the caller's request, the function's call and every line that it wrote", async () => {
  const [ada, grace, mallory] = await Promise.all([
    signUp("ada").then(({ $metadata }) => $metadata.requestId),
    signUp("grace").then(({ $metadata }) => $metadata.requestId),
    signUp("mallory").catch(({ $metadata }) => $metadata.requestId as string | undefined),
  ]);
  assert.equal(new Set([ada, grace, mallory]).size, 3);
  for (const [name, asked, kind] of [
    ["ada", ada, "returned"],
    ["grace", grace, "returned"],
    ["mallory", mallory, "threw"],
  ]) {
    const mine = lines.filter(({ apiRequestId }) => apiRequestId === asked);
    const written = mine.find(({ line }) => line?.startsWith(`${name} `));
    const called = mine.find(({ sentence }) => sentence === "function called");
    assert.equal(written?.line, `${name} ${written?.requestId}`, "the id that the function saw");
    assert.deepEqual([called?.function, called?.requestId, called?.kind], ["watchful", written?.requestId, kind]);
    assert.equal(
      lines.some(({ requestId, apiRequestId }) => requestId === asked && apiRequestId === undefined),
      true,
      "the line of the request itself",
    );
  }
});
