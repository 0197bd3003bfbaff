/** No room, or no leave, to write: writes fail loudly, reads go on, and when there is room again so do writes. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { runProgram, type ServerProcess, startServer, temporaryFolder } from "./server-process.js";
import { post, send, succeed } from "./wire.js";

const folder = temporaryFolder();
// Not in that folder: it is removed while this one is still mounted.
const disk = mkdtempSync(join(tmpdir(), "poolhouse-disk-"));
const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", disk]).status === 0;
after(() => {
  if (mounted) spawnSync("umount", [disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** Creates users until it fails `failures` times; answers the names that were acknowledged. */
async function writeUntilRefused(url: string, poolId: string, prefix: string, most: number): Promise<string[]> {
  const written: string[] = [];
  for (let at = 0; at < most; at++) {
    const Username = `${prefix}-${at}`;
    const UserAttributes = [{ Name: "nickname", Value: "n".repeat(2000) }];
    const input = { UserPoolId: poolId, Username, MessageAction: "SUPPRESS", UserAttributes };
    const answer = await send(url, "AdminCreateUser", input);
    if (answer.status !== 200) {
      assert.equal(answer.status, 500, answer.text);
      assert.equal(answer.body.message, "Internal error.");
      return written;
    }
    written.push(Username);
  }
  assert.fail(`${most} writes and still room`);
}

async function holds(url: string, poolId: string, names: readonly string[]): Promise<void> {
  for (const Username of names) await succeed(url, "AdminGetUser", { UserPoolId: poolId, Username });
}

async function isAlive({ url, child }: ServerProcess): Promise<void> {
  assert.equal(child.exitCode, null);
  const { status } = await post(url, "", {}, undefined, { method: "GET", path: "/health/live" });
  assert.equal(status, 200);
}

test("R-3 a full disk fails writes, not reads, and when it has room again all goes on", {
  skip: !mounted && "this user may not mount a small file system",
}, async () => {
  const data = join(disk, "data");
  const server = await startServer(["--data", data, "--log-level", "error"]);
  const { UserPool } = await succeed(server.url, "CreateUserPool", { PoolName: "full" });
  const ballast = join(disk, "ballast");
  writeFileSync(ballast, Buffer.alloc(600_000));
  const written = await writeUntilRefused(server.url, UserPool.Id, "before", 2000);
  await isAlive(server);
  await holds(server.url, UserPool.Id, written);
  rmSync(ballast);
  for (let at = 0; at < 5; at++) {
    const Username = `after-${at}`;
    await succeed(server.url, "AdminCreateUser", { UserPoolId: UserPool.Id, Username, MessageAction: "SUPPRESS" });
    written.push(Username);
  }
  await server.kill();
  const again = await startServer(["--data", data]);
  await holds(again.url, UserPool.Id, written);
  assert.equal(await again.stop(), 0);
  assert.equal((await runProgram(["verify", "--data", data])).code, 0);
});

test("R-3 a limit on the size of files fails writes, not reads, and nothing acknowledged is lost", {
  skip: process.platform !== "linux" && "the limit is set as Linux shells do",
}, async () => {
  const data = join(folder.path, "limited");
  // Blocks of 512 bytes: room for all tables, in file and log, and for some dozens of users.
  const shell = "trap '' XFSZ; ulimit -S -f 4800; exec \"$@\"";
  const server = await startServer(["--data", data, "--log-level", "error"], { shell });
  const { UserPool } = await succeed(server.url, "CreateUserPool", { PoolName: "limited" });
  const written = await writeUntilRefused(server.url, UserPool.Id, "before", 2000);
  assert.ok(written.length > 0);
  await isAlive(server);
  await holds(server.url, UserPool.Id, written);
  await server.kill();
  const again = await startServer(["--data", data]);
  await holds(again.url, UserPool.Id, written);
  await succeed(again.url, "AdminCreateUser", {
    UserPoolId: UserPool.Id,
    Username: "after",
    MessageAction: "SUPPRESS",
  });
  assert.equal(await again.stop(), 0);
});

test("R-3 a data folder that cannot be written to is refused in words", {
  skip: !mounted && "this user may not mount a small file system",
}, async () => {
  rmSync(join(disk, "data"), { recursive: true, force: true });
  const first = await startServer(["--data", join(disk, "data")]);
  assert.equal(await first.stop(), 0);
  assert.equal(spawnSync("mount", ["-o", "remount,ro", disk]).status, 0);
  try {
    const { code, printed } = await runProgram(["serve", "--port", "0", "--data", join(disk, "data")]);
    assert.ok(code === 1 || code === 2, `ended with ${code}: ${printed}`);
    assert.match(printed, /read.?only|readonly|EROFS/i);
  } finally {
    spawnSync("mount", ["-o", "remount,rw", disk]);
  }
});

test("R-3 a data folder that is a file is refused in words", async () => {
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  const { code, printed } = await runProgram(["serve", "--port", "0", "--data", file]);
  assert.ok(code === 1 || code === 2, `ended with ${code}: ${printed}`);
  assert.ok(printed.includes(file), printed);
});
