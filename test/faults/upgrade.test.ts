/** A store of a newer release is refused and left alone; a first start that was broken off is taken up by the next. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { SqliteSession } from "../../src/adapters/storage/sqlite-session.js";
import { openTestDatabase } from "../postgres-server.js";
import { startTestWorld } from "../world.js";
import { chance, seedOfRun } from "./chance.js";
import { runProgram, startServer, temporaryFolder } from "./server-process.js";
import { openTwoNodes } from "./two-nodes.js";
import { succeed } from "./wire.js";

const seed = seedOfRun();
const newer = "UPDATE meta SET value = '999' WHERE name = 'schema version'";
const asked = "SELECT value FROM meta WHERE name = 'schema version'";

test("R-5 a store of a newer release is refused by every command, with a text that says what to do", async () => {
  const folder = temporaryFolder();
  const server = await startServer(["--data", folder.path]);
  assert.equal(await server.stop(), 0);
  const session = new SqliteSession(join(folder.path, "poolhouse.db"));
  session.execute(newer);
  const commands = [["serve", "--port", "0"], ["backup", join(folder.path, "copy")], ["verify"]];
  for (const words of commands) {
    const { code, printed } = await runProgram([...words, "--data", folder.path]);
    assert.equal(code, 1, `${words[0]}: ${printed}`);
    assert.match(printed, /schema version 999.*newer release.*restore a backup/s);
  }
  assert.deepEqual(
    session.query(asked).map((row) => ({ ...(row as object) })),
    [{ value: "999" }],
  );
  session.close();
  folder.remove();
});

test("R-5 a PostgreSQL database of a newer release is refused while an older node still runs", async () => {
  const nodes = await openTwoNodes(openTestDatabase);
  const client = new pg.Client({ connectionString: nodes.database });
  await client.connect();
  await client.query(newer);
  const masterKey = nodes.worlds[0].world.config.masterKey;
  assert.ok(masterKey?.kind === "file");
  await assert.rejects(startTestWorld({ database: nodes.database, masterKey: masterKey.path }), /newer release/);
  await client.query("UPDATE meta SET value = '1' WHERE name = 'schema version'");
  await client.end();
  await nodes.close();
});

test(`R-5 a first start that is killed at any moment is taken up by the next one (seed ${seed})`, async () => {
  const dice = chance(seed);
  for (let round = 0; round < 8; round++) {
    const folder = temporaryFolder();
    const data = join(folder.path, "data");
    for (let kill = 0; kill < 2; kill++) {
      const child = spawn(process.execPath, [resolve("dist/main.js"), "serve", "--port", "0", "--data", data]);
      const gone = once(child, "exit");
      await sleep(dice.between(40, 220));
      child.kill("SIGKILL");
      await gone;
    }
    const server = await startServer(["--data", data, "--log-level", "error"]);
    await succeed(server.url, "CreateUserPool", { PoolName: "after" });
    assert.equal(await server.stop(), 0);
    const { code, printed } = await runProgram(["verify", "--data", data]);
    assert.equal(code, 0, printed);
    folder.remove();
  }
});
