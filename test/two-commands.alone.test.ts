/** `npm start` as a person runs it: ready at once when up to date, flags passed on, signals reach the server. */

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

const data = mkdtempSync(join(tmpdir(), "poolhouse-start-"));
after(() => rmSync(data, { recursive: true, force: true }));

/** Starts a command and waits for the endpoint that its banner names. */
async function start(command: string, words: readonly string[], environment: Record<string, string> = {}) {
  const started = process.hrtime.bigint();
  const child = spawn(command, [...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", ...environment },
  });
  let printed = "";
  const url = await new Promise<string>((resolve, reject) => {
    const read = (part: Buffer) => {
      printed += part.toString();
      const found = /Endpoint\s+(http:\/\/\S+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => reject(new Error(`ended with ${code}:\n${printed}`)));
  });
  const answer = await fetch(`${url}/health/live`);
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  assert.equal(answer.status, 200);
  return { child, url, milliseconds, printed: () => printed };
}

/** Resolves when it is gone, and everything that it printed was read. */
async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = once(child, "close");
  child.kill(signal);
  await ended;
}

const npmStart = ["start", "--silent", "--", "--port", "0", "--data", data];

test("npm start answers in under two seconds when everything is up to date, and keeps its data", async () => {
  const first = await start("npm", npmStart);
  await stop(first.child, "SIGTERM");
  const second = await start("npm", npmStart);
  await stop(second.child, "SIGTERM");
  // What else the machine does makes a start slower, never faster: the best of a few counts.
  const took = [second.milliseconds];
  while (Math.min(...took) >= 2000 && took.length < 5) {
    const another = await start("npm", npmStart);
    await stop(another.child, "SIGTERM");
    took.push(another.milliseconds);
  }
  assert.ok(Math.min(...took) < 2000, `${took.map((one) => one.toFixed(0))} ms`);
  assert.doesNotMatch(second.printed(), /Installing|Building/);
  for (const part of ["us-east-1", "123456789012", "development", data, "aws --endpoint-url"]) {
    assert.ok(second.printed().includes(part), `${part} is missing in:\n${second.printed()}`);
  }
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`a ${signal} to npm's process ends the server and frees its port`, async () => {
    const { child, url } = await start("npm", npmStart);
    await stop(child, signal);
    const deadline = Date.now() + 5000;
    for (;;) {
      const gone = await fetch(`${url}/health/live`).then(
        () => false,
        () => true,
      );
      if (gone) break;
      assert.ok(Date.now() < deadline, "the server still answers");
    }
  });
}

test("T-55 the data folder's key and store are readable by their owner alone", {
  skip: process.platform === "win32" && "Windows has no such modes",
}, () => {
  for (const name of readdirSync(data)) assert.equal(statSync(join(data, name)).mode & 0o077, 0, name);
});

test("the program refuses to start in production mode without what it needs, and says all of it", async () => {
  const child = spawn(process.execPath, ["dist/main.js", "--mode", "production", "--data", data], { stdio: "pipe" });
  let printed = "";
  child.stderr.on("data", (part: Buffer) => {
    printed += part.toString();
  });
  const [code] = await once(child, "exit");
  assert.equal(code, 2);
  for (const part of ["--public-url", "POOLHOUSE_ACCESS_KEY_ID", "master key"])
    assert.ok(printed.includes(part), printed);
});
