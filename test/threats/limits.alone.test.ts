/**
 * A real server under more than it takes: refusals by size and time, a flood of password work, a bound on memory (T-37).
 * Alone, because what else the machine does would be measured too.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { before, test } from "node:test";
import { type ServerProcess, startServer, temporaryFolder } from "../faults/server-process.js";
import { type Answer, post, send, succeed } from "../faults/wire.js";

const folder = temporaryFolder();
let server: ServerProcess;
let poolId: string;
let clientId: string;
let refreshToken: string;
const password = "Correct-Horse-1";

before(async () => {
  server = await startServer(["--data", join(folder.path, "data"), "--log-level", "error"]);
  const { UserPool } = await succeed(server.url, "CreateUserPool", { PoolName: "flooded" });
  const { UserPoolClient } = await succeed(server.url, "CreateUserPoolClient", {
    UserPoolId: UserPool.Id,
    ClientName: "app",
    PreventUserExistenceErrors: "ENABLED",
    ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
  });
  poolId = UserPool.Id;
  clientId = UserPoolClient.ClientId;
  const user = { UserPoolId: poolId, Username: "user" };
  await succeed(server.url, "AdminCreateUser", { ...user, MessageAction: "SUPPRESS" });
  await succeed(server.url, "AdminSetUserPassword", { ...user, Password: password, Permanent: true });
  refreshToken = (await signIn("user", password)).body.AuthenticationResult.RefreshToken;
});

const signIn = (USERNAME: string, PASSWORD: string, agent?: Agent): Promise<Answer> =>
  send(
    server.url,
    "InitiateAuth",
    { ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters: { USERNAME, PASSWORD } },
    agent === undefined ? {} : { agent },
  );
const refresh = (): Promise<Answer> =>
  send(server.url, "InitiateAuth", {
    ClientId: clientId,
    AuthFlow: "REFRESH_TOKEN_AUTH",
    AuthParameters: { REFRESH_TOKEN: refreshToken },
  });

/** Resident memory of the server, in megabytes. */
function residentMegabytes(): number {
  const status = readFileSync(`/proc/${server.child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

/** What comes back for bytes sent as they are, and how long the connection lived. */
function raw(text: string, url = server.url): Promise<{ text: string; ms: number }> {
  const { hostname, port } = new URL(url);
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let received = "";
    socket.on("data", (part: Buffer) => {
      received += part.toString("latin1");
    });
    // A server that has said its refusal may cut whoever sends on; what it said counts.
    socket.on("error", () => {});
    socket.on("close", () => resolve({ text: received, ms: performance.now() - started }));
  });
}

const signUpHead =
  "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/x-amz-json-1.1\r\n" +
  "X-Amz-Target: AWSCognitoIdentityProviderService.SignUp\r\n";

test("T-37 bodies above the limit are refused, signed or not, declared or sent on and on", async () => {
  const big = (bytes: number) => JSON.stringify({ Username: "x".repeat(bytes) });
  assert.equal((await send(server.url, "SignUp", big(300_000))).status, 413);
  const declared = await raw(`${signUpHead.replace("SignUp", "AdminGetUser")}Content-Length: 5000000\r\n\r\n{`);
  assert.match(declared.text, /^HTTP\/1\.1 413/);
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const endless = await raw(`${signUpHead}Transfer-Encoding: chunked\r\n\r\n${chunk.repeat(8)}0\r\n\r\n`);
  assert.match(endless.text, /^HTTP\/1\.1 413/);
});

test("T-37 headers above the limits are refused", async () => {
  const large = await raw(`GET / HTTP/1.1\r\nHost: localhost\r\nX-Filler: ${"x".repeat(40_000)}\r\n\r\n`);
  assert.match(large.text, /^HTTP\/1\.1 431/);
  const many = Array.from({ length: 500 }, (_, at) => `X-${at}: 1\r\n`).join("");
  const answer = await raw(`GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${many}\r\n`);
  assert.match(answer.text, /^HTTP\/1\.1 (200|4\d\d)/);
});

test("T-37 what breaks the grammar of HTTP ends with the connection", async () => {
  for (const text of [
    "GARBAGE\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\nConnection: close\r\n\r\n",
    "GET / HTTP/1.1\r\nConnection: close\r\n\r\n",
  ]) {
    const { text: answer, ms } = await raw(text);
    assert.match(answer, /^HTTP\/1\.1 4\d\d/, text);
    assert.ok(ms < 5_000, text);
  }
});

test("T-37 a request that does not come to an end is given up", async () => {
  const impatient = join(folder.path, "config.json");
  writeFileSync(impatient, JSON.stringify({ limits: { requestTimeoutMs: 500 } }));
  const slow = await startServer(["--data", join(folder.path, "slow"), "--config", impatient]);
  const half = `${signUpHead}Content-Length: 100\r\n`;
  for (const text of [half, `${half}\r\n{"half":`]) {
    const { text: answer, ms } = await raw(text, slow.url);
    assert.match(answer, /^HTTP\/1\.1 408|^$/, answer);
    assert.ok(ms < 8_000, `${ms.toFixed(0)} ms`);
  }
  await slow.stop();
});

test("T-37 R-7 a flood of password work is refused early, and everything else goes on", {
  skip: process.platform !== "linux" && "memory is read as Linux tells it",
}, async () => {
  const before = residentMegabytes();
  const agent = new Agent({ maxSockets: 600 });
  const flood = Array.from({ length: 600 }, (_, at) => signIn(`stranger-${at}`, `Wrong-Horse-${at}`, agent));
  const waits: number[] = [];
  let flooding = true;
  const ended = Promise.all(flood).then((answers) => {
    flooding = false;
    return answers;
  });
  let highest = before;
  while (flooding) {
    const started = performance.now();
    const [refreshed, described] = await Promise.all([
      refresh(),
      send(server.url, "DescribeUserPool", { UserPoolId: poolId }),
    ]);
    waits.push(performance.now() - started);
    assert.ok(refreshed.status === 200 || refreshed.outcome === "TooManyRequestsException", refreshed.text);
    assert.equal(described.status, 200, described.text);
    highest = Math.max(highest, residentMegabytes());
  }
  const outcomes = new Set((await ended).map(({ outcome }) => outcome));
  for (const outcome of outcomes) {
    assert.ok(["NotAuthorizedException", "TooManyRequestsException", "HTTP 503"].includes(outcome), outcome);
  }
  assert.ok(Math.max(...waits) < 5_000, `an answer took ${Math.max(...waits).toFixed(0)} ms`);
  assert.ok(highest - before < 150, `memory rose from ${before.toFixed(0)} to ${highest.toFixed(0)} MB`);
  assert.equal((await signIn("user", password)).status, 200);
  agent.destroy();
});

test("T-37 five hundred large refused bodies leave no memory behind", {
  skip: process.platform !== "linux" && "memory is read as Linux tells it",
}, async () => {
  const body = JSON.stringify({ ClientId: clientId, Username: "x".repeat(200_000), Password: password });
  for (let round = 0; round < 2; round++) {
    await Promise.all(Array.from({ length: 50 }, () => send(server.url, "SignUp", body)));
  }
  const before = residentMegabytes();
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(Array.from({ length: 50 }, () => send(server.url, "SignUp", body)));
    for (const { status } of answers) assert.ok(status === 400 || status === 503, String(status));
  }
  assert.ok(residentMegabytes() - before < 100, `${before.toFixed(0)} → ${residentMegabytes().toFixed(0)} MB`);
  const live = await post(server.url, "", {}, undefined, { method: "GET", path: "/health/live" });
  assert.equal(live.status, 200);
});
