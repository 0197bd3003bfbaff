/** What only PostgreSQL has: nodes that start together, durability by session, refusals, connections that break. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openTestDatabase, type TestDatabase } from "../../../test/postgres-server.js";
import { AlreadyExists, Stale, type Tables } from "../../ports/store.js";
import { createKeyring } from "../crypto/keyring.js";
import { systemRandom } from "../crypto/random.js";
import { verify } from "./backup.js";
import { aGroup, NOW, storedPool, storedUser } from "./conformance/store-under-test.js";
import { migrations } from "./migrations/index.js";
import { openStore } from "./open-store.js";
import { openPool } from "./postgres-session.js";

describe("PostgreSQL", () => {
  let database: TestDatabase;
  const options = (key = 7) => ({
    database: database.url,
    keyring: createKeyring(Buffer.alloc(32, key)),
    random: systemRandom(),
    clock: { now: () => NOW, monotonic: () => 0 },
  });
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  it("nodes that start together on an empty database migrate it once", async () => {
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(options())));
    const poolId = await storedPool(stores[0]!);
    assert.ok(await stores[3]!.userPools.get(poolId), "a node reads what another has written");
    await Promise.all(stores.map((store) => store.close()));
  });

  it("commits are durable whatever the server's default", async () => {
    const pool = openPool(database.url);
    await pool.query("ALTER ROLE CURRENT_USER SET synchronous_commit = off");
    const later = openPool(database.url);
    const shown = (await later.query("SHOW synchronous_commit")).rows[0];
    await pool.query("ALTER ROLE CURRENT_USER RESET synchronous_commit");
    await Promise.all([pool.end(), later.end()]);
    assert.deepEqual(shown, { synchronous_commit: "on" });
  });

  it("a wrong master key and a newer schema are refused", async () => {
    await (await openStore(options())).close();
    await assert.rejects(openStore(options(8)), /master key does not belong/);
    const pool = openPool(database.url);
    await pool.query("UPDATE meta SET value = '99' WHERE name = 'schema version'");
    await assert.rejects(openStore(options()), /schema version 99.*newer release/);
    await pool.query(`UPDATE meta SET value = '${migrations.length}' WHERE name = 'schema version'`);
    await pool.end();
    await (await openStore(options())).close();
  });

  it("sessions that are cut end their request, not the process", async () => {
    const store = await openStore(options());
    const poolId = await storedPool(store);
    const pool = openPool(database.url);
    const cut = () =>
      pool.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
    const attempt = store.transaction(async (tx) => {
      await tx.groups.insert(aGroup(poolId, "g"));
      await cut();
      await tx.groups.insert(aGroup(poolId, "h"));
    });
    await assert.rejects(attempt);
    assert.equal(await store.groups.count(poolId), 0);
    await cut();
    // A session says its farewell before it is gone; the pool has read it a turn later.
    const others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for (let left = 400; left > 0 && (await pool.query(others)).rows.length > 0; left -= 1) {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    await store.groups.insert(aGroup(poolId, "after"));
    assert.equal(await store.groups.count(poolId), 1);
    await pool.end();
    await store.close();
  });

  it("an error that the work overlooks is not acknowledged", async () => {
    const store = await openStore(options());
    const poolId = await storedPool(store);
    const attempt = store.transaction(async (tx) => {
      await tx.groups.insert(aGroup(poolId, "kept?"));
      // No such column value: the statement itself fails, which ends the transaction on PostgreSQL.
      await tx.lockouts.put(poolId, "ada", { failures: Number.NaN, lastFailureAt: 0 }).catch(() => {});
    });
    await assert.rejects(attempt, /nothing was kept/);
    assert.equal(await store.groups.count(poolId), 0);
    await store.close();
  });

  it("transactions that wait for each other are broken up and repeated", async () => {
    const [one, two] = [await openStore(options()), await openStore(options())];
    const poolId = await storedPool(one);
    const fail = (first: string, second: string) => async (tx: Tables) => {
      for (const sub of [first, second]) {
        const failures = (await tx.lockouts.getForUpdate(poolId, sub))?.failures ?? 0;
        // Long enough for the other to hold its first row.
        await new Promise((resolve) => setTimeout(resolve, 50));
        await tx.lockouts.put(poolId, sub, { failures: failures + 1, lastFailureAt: NOW });
      }
    };
    await Promise.all([one.transaction(fail("a", "b")), two.transaction(fail("b", "a"))]);
    for (const sub of ["a", "b"]) assert.equal((await one.lockouts.get(poolId, sub))?.failures, 2);
    await Promise.all([one.close(), two.close()]);
  });

  it("a pool that is created again while it is deleted never has the earlier users", async () => {
    const [one, two] = [await openStore(options()), await openStore(options())];
    for (let round = 0; round < 5; round += 1) {
      const poolId = await storedPool(one);
      await storedUser(one, poolId, "old");
      const pool = (await one.userPools.get(poolId))!;
      const insert = () => two.userPools.insert(pool).catch((error) => assert.ok(error instanceof AlreadyExists));
      const adding = storedUser(two, poolId, "racing").catch((error) => assert.ok(error instanceof Stale));
      await Promise.all([one.userPools.delete(poolId), insert(), adding, one.sweep(NOW)]);
      await insert();
      const users = (await one.users.page(poolId, { limit: 9 })).items.map((user) => user.sub);
      assert.equal(users.includes("old"), false);
      assert.equal(await one.userPools.estimatedUsers(poolId), users.length);
    }
    await Promise.all([one.close(), two.close()]);
  });

  it("an unreachable server is an error in words", async () => {
    await assert.rejects(openStore({ ...options(), database: "postgres://nobody@127.0.0.1:1/none" }), /ECONNREFUSED/);
  });

  it("verify reads everything", async () => {
    const store = await openStore(options());
    await storedPool(store);
    const report = await verify(options());
    assert.deepEqual(report.problems, []);
    assert.match(report.summary, /user pools, 0 users/);
    await store.close();
  });
});
