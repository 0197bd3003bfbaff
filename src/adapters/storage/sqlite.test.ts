/** The store in a folder: who may open it, what is in its files, what is left after a crash. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createKeyring } from "../crypto/keyring.js";
import { systemRandom } from "../crypto/random.js";
import { aClient, aCode, aMessage, aProvider, NOW, storedPool, storedUser } from "./conformance/store-under-test.js";
import { openStore } from "./open-store.js";
import { DATABASE_FILE } from "./sqlite.js";
import { SqliteSession } from "./sqlite-session.js";

function given(t: TestContext, key = 7) {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-sqlite-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const clock = { now: () => NOW, monotonic: () => 0 };
  return { dataDir, keyring: createKeyring(Buffer.alloc(32, key)), random: systemRandom(), clock };
}

test("what was stored is there after a restart", async (t) => {
  const options = given(t);
  const first = await openStore(options);
  const poolId = await storedPool(first);
  await first.close();
  const second = await openStore(options);
  assert.equal((await second.userPools.get(poolId))?.id, poolId);
  await second.close();
  await second.close();
});

test("a wrong master key is refused, and harms nothing", async (t) => {
  const options = given(t);
  await (await openStore(options)).close();
  await assert.rejects(
    openStore({ ...options, keyring: createKeyring(Buffer.alloc(32, 8)) }),
    /master key does not belong/,
  );
  await (await openStore(options)).close();
});

test("a store of a newer release is refused in words that help (R-5)", async (t) => {
  const options = given(t);
  await (await openStore(options)).close();
  const session = new SqliteSession(join(options.dataDir, DATABASE_FILE));
  session.execute("UPDATE meta SET value = '99' WHERE name = 'schema version'");
  session.close();
  await assert.rejects(openStore(options), /schema version 99.*newer release/);
});

test("a file that is no database is refused", async (t) => {
  const options = given(t);
  writeFileSync(join(options.dataDir, DATABASE_FILE), "this is a text, and a long one ".repeat(200));
  await assert.rejects(openStore(options), /not a database/);
});

test("a second opening is refused until the first is closed", async (t) => {
  const options = given(t);
  const first = await openStore(options);
  await assert.rejects(openStore(options), /in use by another Poolhouse/);
  await first.close();
  await (await openStore(options)).close();
});

test("only the owner may read the files", async (t) => {
  const options = given(t);
  const store = await openStore(options);
  await storedPool(store);
  const names = readdirSync(options.dataDir);
  assert.ok(names.includes(`${DATABASE_FILE}-wal`), "the log is looked at too");
  for (const name of names) assert.equal(statSync(join(options.dataDir, name)).mode & 0o077, 0, name);
  await store.close();
});

test("no secret lies in the files in clear (T-05, T-51)", async (t) => {
  const options = given(t);
  const store = await openStore(options);
  const mark = "MARKED-SECRET-";
  const poolId = await storedPool(store);
  await storedUser(store, poolId, "ada");
  await store.appClients.insert(aClient(poolId, "client"));
  await store.clientSecrets.insert({ id: "s", clientId: "client", value: `${mark}1`, createdAt: NOW });
  const bytes = (n: number) => Buffer.from(`${mark}${n}`.padEnd(32, "."));
  await store.credentials.put({ poolId, sub: "ada", salt: bytes(2), verifier: bytes(3), temporary: false, setAt: NOW });
  await store.identityProviders.insert(aProvider(poolId, "idp", { details: { client_secret: `${mark}4` } }));
  const publicJwk = { kty: "RSA", n: "n", e: "e" };
  await store.signingKeys.insertIfAbsent({
    poolId,
    use: "id",
    kid: "k",
    privateKey: bytes(5),
    publicJwk,
    createdAt: NOW,
  });
  await store.signingKeys.addSpare({ privateKey: bytes(6), publicJwk }, NOW);
  await store.codes.put(aCode(poolId, "ada", { destination: `${mark}7` }));
  const secrets = {
    to: `${mark}8`,
    text: `${mark}9`,
    code: `${mark}10`,
    temporaryPassword: `${mark}11`,
    username: `${mark}12`,
  };
  await store.messages.insert(aMessage(poolId, "m", secrets));
  await store.consumedMarks.consume(`${mark}13`, NOW + 9);
  await store.attempts.hit(`${mark}14`, NOW, 9);
  const scan = () => {
    for (const name of readdirSync(options.dataDir)) {
      assert.equal(readFileSync(join(options.dataDir, name)).includes(mark), false, name);
    }
  };
  scan();
  await store.close();
  scan();
});

test("a sealed row moved to another user does not open (T-05)", async (t) => {
  const options = given(t);
  const store = await openStore(options);
  const poolId = await storedPool(store);
  const credential = { salt: Buffer.alloc(16), verifier: Buffer.alloc(384), temporary: false, setAt: NOW };
  await store.credentials.put({ ...credential, poolId, sub: "ada" });
  await store.credentials.put({ ...credential, poolId, sub: "eve" });
  await store.close();
  const session = new SqliteSession(join(options.dataDir, DATABASE_FILE));
  session.execute(
    "UPDATE credentials SET sealed = (SELECT sealed FROM credentials WHERE sub = 'eve') WHERE sub = 'ada'",
  );
  session.close();
  const again = await openStore(options);
  await assert.rejects(again.credentials.get(poolId, "ada"), /does not open/);
  assert.ok(await again.credentials.get(poolId, "eve"));
  await again.close();
});

test("a killed process leaves every acknowledged write and no lock (R-1)", async (t) => {
  const options = given(t);
  const first = await openStore(options);
  const poolId = await storedPool(first);
  await first.close();
  const module = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const program = `
    const { openStore } = await import(${module(`./open-store.${extension}`)});
    const { createKeyring } = await import(${module(`../crypto/keyring.${extension}`)});
    const { systemRandom } = await import(${module(`../crypto/random.${extension}`)});
    const { storedUser } = await import(${module(`./conformance/store-under-test.${extension}`)});
    const { writeSync } = await import("node:fs");
    const store = await openStore({
      dataDir: ${JSON.stringify(options.dataDir)}, keyring: createKeyring(Buffer.alloc(32, 7)), random: systemRandom(),
    });
    for (let n = 0; ; n += 4) {
      await Promise.all([0, 1, 2, 3].map(async (k) => {
        await storedUser(store, ${JSON.stringify(poolId)}, "sub-" + (n + k));
        writeSync(1, "sub-" + (n + k) + "\\n");
      }));
    }`;
  const child = spawn(
    process.execPath,
    [...process.execArgv.filter((one) => !one.startsWith("--test")), "--input-type=module", "-e", program],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let printed = "";
  child.stdout.on("data", (part) => {
    printed += part;
  });
  while (printed.length < 2_000) {
    assert.equal(child.exitCode, null, "the writing process runs");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await assert.rejects(openStore(options), /in use by another Poolhouse/);
  const closed = once(child, "close");
  child.kill("SIGKILL");
  await closed;

  const store = await openStore(options);
  const acknowledged = printed.slice(0, printed.lastIndexOf("\n")).split("\n");
  for (const sub of acknowledged) assert.ok(await store.users.getBySub(poolId, sub), sub);
  assert.ok((await store.userPools.estimatedUsers(poolId)) >= acknowledged.length);
  await store.close();
});
