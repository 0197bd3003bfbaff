/** Conformance: lines wait in their queue, in order; a queue has one deliverer at a time; nothing waits for ever. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { LogEntry } from "../../../domain/log/log-entry.js";
import { Stale } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { NOW, storedPool } from "./store-under-test.js";

const LEASE = 1_000;
const DAY = 24 * 60 * 60 * 1_000;

export function logDelivery(given: SuiteStore): void {
  const anEntry = (userPoolId: string, name: string, members: Partial<LogEntry> = {}): LogEntry => ({
    id: `${userPoolId}-${name}`,
    userPoolId,
    source: "userAuthEvents",
    at: NOW,
    json: `{"name":"${name}"}`,
    ...members,
  });
  const queueOf = (userPoolId: string, source: LogEntry["source"] = "userAuthEvents") => ({ userPoolId, source });
  const names = async (userPoolId: string, limit = 9) =>
    (await given.store.logEntries.first(queueOf(userPoolId), limit)).map(({ id }) => id.slice(userPoolId.length + 1));

  describe("log delivery", () => {
    before(async () => {
      // Queues that other suites filled would be claimed here.
      assert.deepEqual(await given.store.logQueues.claimDue(NOW, "nobody", 0, 9), []);
    });

    it("keeps lines whole and in order, each queue its own, and removes the ones that are named", async () => {
      const { logEntries, logQueues } = given.store;
      const poolId = await storedPool(given.store);
      await logQueues.open(poolId);
      for (const name of ["b", "a", "c"]) await logEntries.insert(anEntry(poolId, name));
      await logEntries.insert(anEntry(poolId, "n", { source: "userNotification" }));
      await logEntries.insert(anEntry(await storedPool(given.store), "x"));
      assert.deepEqual(await logEntries.first(queueOf(poolId), 1), [anEntry(poolId, "a")]);
      assert.deepEqual(await names(poolId), ["a", "b", "c"]);
      await logEntries.delete([`${poolId}-a`, `${poolId}-c`, "unknown"]);
      assert.deepEqual(await names(poolId), ["b"]);
      assert.equal((await logEntries.first(queueOf(poolId, "userNotification"), 9)).length, 1);
      const { items, next } = await logEntries.page({ after: `${poolId}-a`, limit: 1 });
      assert.deepEqual(items, [anEntry(poolId, "b")]);
      assert.equal((await logEntries.page({ after: next, limit: 1 })).items[0]?.id, `${poolId}-n`);
      await logEntries.delete([`${poolId}-b`, `${poolId}-n`]);
    });

    it("gives a queue with lines to one deliverer until its claim ends or it gives it back", async () => {
      const { logEntries, logQueues } = given.store;
      const other = await given.another?.();
      const poolId = await storedPool(given.store);
      await logQueues.open(poolId);
      const key = queueOf(poolId);
      assert.deepEqual(await logQueues.claimDue(NOW, "one", LEASE, 9), []);
      await logEntries.insert(anEntry(poolId, "a"));
      const both = await Promise.all([
        logQueues.claimDue(NOW, "one", LEASE, 9),
        (other ?? given.store).logQueues.claimDue(NOW, "two", LEASE, 9),
      ]);
      assert.deepEqual(both.flat(), [{ ...key, failures: 0 }]);
      const [winner, loser] = both[0]!.length > 0 ? ["one", "two"] : ["two", "one"];
      assert.deepEqual(await logQueues.claimDue(NOW + LEASE - 1, loser!, LEASE, 9), []);
      assert.equal(await logQueues.release(key, loser!, { dueAt: 0, failures: 0 }), false);
      assert.equal(await logQueues.release(key, winner!, { dueAt: NOW + 10, failures: 3 }), true);
      assert.deepEqual(await logQueues.claimDue(NOW + 9, "three", LEASE, 9), []);
      assert.deepEqual(await logQueues.claimDue(NOW + 10, "three", LEASE, 9), [{ ...key, failures: 3 }]);
      // A claim that ran out is somebody else's, and one that knows itself alone takes all of them.
      assert.equal((await logQueues.claimDue(NOW + 10 + LEASE, "four", LEASE, 9)).length, 1);
      await logQueues.releaseClaims();
      assert.equal((await logQueues.claimDue(NOW, "five", LEASE, 9)).length, 1);
      // A new configuration waits for no old failure.
      assert.equal(await logQueues.release(key, "five", { dueAt: NOW + DAY, failures: 9 }), true);
      await logQueues.open(poolId);
      assert.deepEqual(await logQueues.claimDue(NOW, "six", LEASE, 9), [{ ...key, failures: 0 }]);
      await logEntries.delete([`${poolId}-a`]);
      await other?.close();
    });

    it("lets go of the oldest lines beyond a number, and of those that are too old", async () => {
      const { logEntries, logQueues } = given.store;
      const poolId = await storedPool(given.store);
      await logQueues.open(poolId);
      for (const name of ["1", "2", "3", "4"]) await logEntries.insert(anEntry(poolId, name));
      assert.equal(await logEntries.deleteBeyond(queueOf(poolId), 4), 0);
      assert.equal(await logEntries.deleteBeyond(queueOf(poolId), 3), 1);
      assert.equal(await logEntries.deleteBeyond(queueOf(poolId), 1), 2);
      assert.deepEqual(await names(poolId), ["4"]);
      await logEntries.insert(anEntry(poolId, "old", { at: NOW - 3 * DAY }));
      await logEntries.insert(anEntry(poolId, "young", { at: NOW - 3 * DAY + 1 }));
      while ((await given.store.sweep(NOW)) > 0);
      assert.deepEqual(await names(poolId), ["4", "young"]);
      await given.store.userPools.delete(poolId);
      while ((await given.store.sweep(NOW)) > 0);
      assert.deepEqual(await names(poolId), []);
      await assert.rejects(logQueues.open(poolId), Stale);
    });

    it("a line that nobody reads is in no queue and goes with the next sweep (T-02)", async () => {
      const { logEntries, logQueues } = given.store;
      const poolId = await storedPool(given.store);
      await logQueues.open(poolId);
      await logEntries.insertUnread(anEntry(poolId, "a"));
      assert.deepEqual(await names(poolId), []);
      assert.deepEqual(await logQueues.claimDue(NOW, "one", LEASE, 9), []);
      assert.ok((await given.store.sweep(NOW)) >= 1);
      // Its place is free again.
      await logEntries.insert(anEntry(poolId, "a"));
      await logEntries.delete([`${poolId}-a`]);
    });
  });
}
