/** One process owns a data folder, for as long as it lives and no longer. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { runProgram, startServer, temporaryFolder } from "./server-process.js";
import { send, succeed } from "./wire.js";

const inUse = /is in use by another Poolhouse/;

test("R-4 a second server on the same data folder is refused, and the first one goes on", async () => {
  const data = join(temporaryFolder().path, "data");
  const first = await startServer(["--data", data]);
  const second = await runProgram(["serve", "--port", "0", "--data", data]);
  assert.equal(second.code, 1, second.printed);
  assert.match(second.printed, inUse);
  await succeed(first.url, "CreateUserPool", { PoolName: "still here" });
  const file = join(data, "..", "copy");
  assert.equal((await runProgram(["backup", file, "--data", data])).code, 0);
  const restored = await runProgram(["restore", file, "--replace", "--data", data]);
  assert.equal(restored.code, 1, restored.printed);
  assert.match(restored.printed, inUse);
  assert.equal((await send(first.url, "ListUserPools", { MaxResults: 1 })).body.UserPools.length, 1);
});

test("R-4 a server that stands still keeps its folder; one that was killed leaves it at once", {
  skip: process.platform === "win32" && "Windows cannot stop a process for a while",
}, async () => {
  const data = join(temporaryFolder().path, "data");
  const first = await startServer(["--data", data]);
  first.child.kill("SIGSTOP");
  const second = await runProgram(["serve", "--port", "0", "--data", data]);
  assert.match(second.printed, inUse);
  first.child.kill("SIGCONT");
  await succeed(first.url, "CreateUserPool", { PoolName: "awake" });
  await first.kill();
  const third = await startServer(["--data", data]);
  assert.equal((await send(third.url, "ListUserPools", { MaxResults: 1 })).body.UserPools.length, 1);
  assert.equal(await third.stop(), 0);
});
