/** Backups: consistent while the store is written to, sealed, refused when damaged or foreign, restored as they were. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createKeyring } from "../crypto/keyring.js";
import { systemRandom } from "../crypto/random.js";
import { backup, restore, verify } from "./backup.js";
import { aClient, aCode, aMessage, NOW, storedPool, storedUser } from "./conformance/store-under-test.js";
import { openStore } from "./open-store.js";
import { DATABASE_FILE } from "./sqlite.js";
import { SqliteSession } from "./sqlite-session.js";

function given(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "poolhouse-backup-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const clock = { now: () => NOW, monotonic: () => 0 };
  const rest = { keyring: createKeyring(Buffer.alloc(32, 7)), random: systemRandom(), clock };
  return {
    file: join(folder, "backup"),
    options: { dataDir: join(folder, "data"), ...rest },
    elsewhere: { dataDir: join(folder, "elsewhere"), ...rest },
  };
}

test("a backup of a store that is being written to is whole, and restores to the same", async (t) => {
  const { file, options, elsewhere } = given(t);
  const store = await openStore(options);
  const poolId = await storedPool(store);
  const credential = {
    poolId,
    sub: "sub-0",
    salt: Buffer.alloc(16, 1),
    verifier: Buffer.alloc(384, 2),
    temporary: false,
    setAt: NOW,
  };
  await storedUser(store, poolId, "sub-0");
  await store.credentials.put(credential);
  await store.appClients.insert(aClient(poolId, "client"));
  await store.clientSecrets.insert({ id: "s", clientId: "client", value: "MARKED-SECRET", createdAt: NOW });
  await store.codes.put(aCode(poolId, "sub-0"));
  await store.messages.insert(aMessage(poolId, "m"));
  const writes = Array.from({ length: 60 }, (_, n) => storedUser(store, poolId, `sub-${n + 1}`));
  await writes[10];
  const report = await backup(options, file);
  await Promise.all(writes);
  assert.deepEqual(report.problems, []);
  assert.match(report.summary, /^1 user pool, \d+ users$/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.equal(readFileSync(file).includes("MARKED-SECRET"), false);
  const atBackup = (await openBackup(file)).users;
  await storedUser(store, poolId, "later");
  await store.close();

  assert.deepEqual(await restore(elsewhere, file, { replace: false }), report);
  const restored = await openStore(elsewhere);
  assert.deepEqual(await restored.credentials.get(poolId, "sub-0"), credential);
  assert.equal((await restored.clientSecrets.list("client"))[0]?.value, "MARKED-SECRET");
  assert.equal(await restored.users.getBySub(poolId, "later"), undefined);
  assert.equal(await restored.userPools.estimatedUsers(poolId), atBackup);
  await storedUser(restored, poolId, "after");
  await restored.close();
  assert.deepEqual((await verify(elsewhere)).problems, []);
});

async function openBackup(file: string): Promise<{ users: number }> {
  const session = new SqliteSession(file, { readOnly: true });
  const [row] = session.query<{ users: number }>("SELECT COUNT(*) AS users FROM users");
  session.close();
  return row!;
}

test("nothing is overwritten unless it is said", async (t) => {
  const { file, options, elsewhere } = given(t);
  const store = await openStore(options);
  await storedPool(store);
  await backup(options, file);
  await assert.rejects(backup(options, file), /EEXIST/);
  assert.ok(existsSync(file));
  await assert.rejects(restore(options, file, { replace: true }), /in use/, "not under a running server");
  const poolId = await storedPool(store);
  await store.close();
  await assert.rejects(restore(options, file, { replace: false }), /already holds a store/);
  await restore(options, file, { replace: true });
  const back = await openStore(options);
  assert.equal(await back.userPools.get(poolId), undefined);
  await back.close();
  await assert.rejects(backup(elsewhere, `${file}-2`), /no store/);
  assert.equal(existsSync(`${file}-2`), false);
});

test("a wrong key, a foreign file and a damaged one are told apart and not restored", async (t) => {
  const { file, options, elsewhere } = given(t);
  const store = await openStore(options);
  const poolId = await storedPool(store);
  for (let n = 0; n < 50; n += 1) await storedUser(store, poolId, `sub-${n}`);
  await store.credentials.put({
    poolId,
    sub: "sub-1",
    salt: Buffer.alloc(16),
    verifier: Buffer.alloc(384),
    temporary: false,
    setAt: NOW,
  });
  await backup(options, file);
  await store.close();
  await assert.rejects(
    verify({ ...options, keyring: createKeyring(Buffer.alloc(32, 9)) }, file),
    /master key does not belong/,
  );

  const changed = new SqliteSession(file);
  changed.execute("UPDATE credentials SET sealed = zeroblob(100)");
  changed.close();
  const report = await verify(options, file);
  assert.deepEqual(report.problems, [
    "The credential of user sub-1 cannot be read: The sealed value does not open here.",
  ]);
  await assert.rejects(restore(elsewhere, file, { replace: false }), /is damaged and was not restored/);

  const bytes = readFileSync(file);
  // Whole pages lost in the middle, as a torn copy has them.
  bytes.fill(0, 12 * 4096, bytes.length - 4096);
  writeFileSync(file, bytes);
  const torn = await verify(options, file).then(
    (found) => found.problems.length > 0,
    () => true,
  );
  assert.equal(torn, true);
  writeFileSync(file, bytes.subarray(0, 100));
  await assert.rejects(verify(options, file), /damaged|not a store/);
  writeFileSync(file, "not a database at all, but long enough to be looked at".repeat(40));
  await assert.rejects(verify(options, file), /damaged|not a store/);
  await assert.rejects(restore(elsewhere, file, { replace: false }));
  assert.equal(existsSync(elsewhere.dataDir) && readdirSync(elsewhere.dataDir).includes(DATABASE_FILE), false);
});

test("PostgreSQL and memory are told what to use", async (t) => {
  const { file, options } = given(t);
  await assert.rejects(backup({ ...options, database: "postgres://x/y" }, file), /pg_dump/);
  const { dataDir: _, ...inMemory } = options;
  await assert.rejects(backup(inMemory, file), /in memory/);
  assert.equal(existsSync(file), false);
});
