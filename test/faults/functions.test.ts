/** Functions of the built server, as it starts, stops and is killed: what they find around them, and that none outlives it. */
import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { lambda } from "../companion-clients.js";
import { storedZip } from "../zip.js";
import { startServer, temporaryFolder } from "./server-process.js";

const ZipFile = storedZip({
  "index.js": `
    console.log("a function starts");
    exports.handler = async () => ({ pid: process.pid, parent: process.ppid, root: __dirname, environment: process.env });`,
});

interface Told {
  readonly pid: number;
  readonly parent: number;
  readonly root: string;
  readonly environment: Readonly<Record<string, string>>;
}

async function told(url: string): Promise<Told> {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  const client = new lambda.LambdaClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  try {
    await client.send(
      new lambda.CreateFunctionCommand({
        FunctionName: "tells",
        Role: "arn:aws:iam::123456789012:role/r",
        Runtime: "nodejs20.x",
        Handler: "index.handler",
        Timeout: 60,
        Code: { ZipFile },
      }),
    );
    const { Payload, FunctionError } = await client.send(new lambda.InvokeCommand({ FunctionName: "tells" }));
    const text = Buffer.from(Payload ?? []).toString();
    assert.equal(FunctionError, undefined, text);
    return JSON.parse(text) as Told;
  } finally {
    client.destroy();
  }
}

async function isGone(pid: number): Promise<boolean> {
  for (let left = 100; left > 0; left--) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
      return true;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
  return false;
}

test("T-48 a function finds nothing of the server's environment, and ends with it", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder.path, "key"), "ab".repeat(32), { mode: 0o600 });
  const secrets = {
    POOLHOUSE_MASTER_KEY: "cd".repeat(32),
    AWS_ACCESS_KEY_ID: "AKIDSERVER",
    AWS_SECRET_ACCESS_KEY: "SECRET-of-the-server",
    DATABASE_PASSWORD: "SECRET-of-another",
  };
  const server = await startServer(["--data", join(folder.path, "data")], { environment: secrets });
  const { pid, parent, root, environment } = await told(server.url);
  assert.equal(parent, server.child.pid);
  const whole = JSON.stringify(environment);
  for (const secret of Object.values(secrets)) assert.ok(!whole.includes(secret), whole);
  assert.equal(environment["DATABASE_PASSWORD"], undefined);
  assert.equal(environment["AWS_ENDPOINT_URL"], server.url);
  assert.equal(await server.stop(), 0);
  assert.match(server.printed(), /^\[tells\] a function starts$/m);
  // Lines of the log are written together; at the end all of them are there.
  assert.match(server.printed(), /"function":"tells","requestId":"[^"]+","line":"a function starts"/);
  assert.ok(await isGone(pid));
  assert.equal(existsSync(dirname(root)), false);
});

test("a function that waits ends by itself when the server was killed", async () => {
  const server = await startServer(["--data", ":memory:"]);
  const { pid, root } = await told(server.url);
  await server.kill();
  assert.ok(await isGone(pid));
  // Nobody was left to do it.
  rmSync(dirname(root), { recursive: true, force: true });
});
