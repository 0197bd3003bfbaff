/** Asynchronous events of functions: accepted ones outlive the server that took them, and two nodes give each of them once. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { lambda } from "../companion-clients.js";
import { openTestDatabase } from "../postgres-server.js";
import { storedZip } from "../zip.js";
import { startServer, temporaryFolder } from "./server-process.js";
import { openTwoNodes } from "./two-nodes.js";

const folder = temporaryFolder();
after(() => folder.remove());

const FunctionName = "writes";
const secret = "SECRET-in-an-event";
const clientOf = (endpoint: string) =>
  new lambda.LambdaClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    maxAttempts: 1,
  });

/** A function that writes down which events it got, once `gate` is there; it does not outlive its server. */
async function deploy(client: lambda.LambdaClient, file: string, gate: string): Promise<void> {
  const code = `const fs = require("fs"); const parent = process.ppid; exports.handler = async ({ n }) => {
    fs.appendFileSync(${JSON.stringify(`${file}.begun`)}, process.pid + "\\n");
    while (!fs.existsSync(${JSON.stringify(gate)})) {
      await new Promise((done) => setTimeout(done, 50));
      if (process.ppid !== parent) process.exit();
    }
    fs.appendFileSync(${JSON.stringify(file)}, n + "\\n");
  };`;
  await client.send(
    new lambda.CreateFunctionCommand({
      FunctionName,
      Role: "arn:aws:iam::123456789012:role/r",
      Runtime: "nodejs20.x",
      Handler: "index.handler",
      Timeout: 60,
      Code: { ZipFile: storedZip({ "index.js": code }) },
    }),
  );
}

async function invoke(client: lambda.LambdaClient, n: number): Promise<void> {
  const Payload = Buffer.from(JSON.stringify({ n, secret }));
  const answer = await client.send(new lambda.InvokeCommand({ FunctionName, InvocationType: "Event", Payload }));
  assert.equal(answer.StatusCode, 202);
}

const written = (file: string) => (existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : []);
function isGone(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
    return true;
  }
}
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (holds()) return;
    await sleep(50);
  }
  assert.fail(`never: ${what}`);
}

const events = Array.from({ length: 12 }, (_, n) => n);
const sorted = (numbers: readonly (string | number)[]) => numbers.map(Number).sort((a, b) => a - b);

test("R-8 a killed server loses no event that it accepted, those included that functions were at", async () => {
  const [file, gate] = [join(folder.path, "killed"), join(folder.path, "killed.gate")];
  const args = ["--data", join(folder.path, "data"), "--log-level", "error"];
  let server = await startServer(args);
  const client = clientOf(server.url);
  await deploy(client, file, gate);
  for (const n of events) await invoke(client, n);
  client.destroy();
  await until(() => written(`${file}.begun`).length > 1, "functions are at some");
  await server.kill();
  assert.deepEqual(written(file), []);
  for (const name of readdirSync(join(folder.path, "data"))) {
    const bytes = readFileSync(join(folder.path, "data", name));
    assert.equal(bytes.includes(secret), false, `${name} tells what waits`);
  }
  await until(() => written(`${file}.begun`).every(isGone), "the functions have noticed");

  writeFileSync(gate, "");
  server = await startServer(args);
  await until(() => new Set(written(file)).size === events.length, "all are given");
  // None had come to its end before, so none may come to it twice.
  assert.deepEqual(sorted(written(file)), events);
  assert.equal(await server.stop(), 0);
});

test("two nodes give each event once, whichever of them accepted it", async () => {
  const [file, gate] = [join(folder.path, "shared"), join(folder.path, "shared.gate")];
  writeFileSync(gate, "");
  const nodes = await openTwoNodes(openTestDatabase);
  const clients = nodes.worlds.map(({ url }) => clientOf(url));
  try {
    await deploy(clients[0]!, file, gate);
    for (const n of events) await invoke(clients[n % 2]!, n);
    await until(() => new Set(written(file)).size === events.length, "all are given");
    const { store } = nodes.worlds[0]!.world;
    for (let left = 400; left > 0 && (await store.functionEvents.page({ limit: 1 })).items.length > 0; left -= 1) {
      await sleep(25);
    }
    assert.deepEqual((await store.functionEvents.page({ limit: 1 })).items, []);
    assert.deepEqual(sorted(written(file)), events);
  } finally {
    for (const client of clients) client.destroy();
    await nodes.close();
  }
});
