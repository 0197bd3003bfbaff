/** What only PostgreSQL has: nodes that start together, durability by session, refusals, connections that break. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { openTestDatabase, type TestDatabase } from "../../../test/postgres-server.js";
import { createKeyring } from "../crypto/keyring.js";
import { systemRandom } from "../crypto/random.js";
import { verify } from "./backup.js";
import { aGroup, NOW, storedPool } from "./conformance/store-under-test.js";
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
    await pool.query("UPDATE meta SET value = '1' WHERE name = 'schema version'");
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
