/** Conformance: transactions are whole, alone, and repeated when what they read has moved on. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlreadyExists, Stale, type Tables } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { aGroup, aPool, aUser, keysOf, storedPool, storedUser } from "./store-under-test.js";

export function transactions(given: SuiteStore): void {
  describe("transactions", () => {
    it("keep all of their writes and answer what the work answers", async () => {
      const poolId = await storedPool(given.store);
      const answer = await given.store.transaction(async (tx) => {
        await tx.groups.insert(aGroup(poolId, "one"));
        assert.ok(await tx.groups.get(poolId, "one"), "they see their own writes");
        await tx.groups.insert(aGroup(poolId, "two"));
        return 42;
      });
      assert.equal(answer, 42);
      assert.equal(await given.store.groups.count(poolId), 2);
    });

    it("keep none of their writes after a throw", async () => {
      const poolId = await storedPool(given.store);
      const failure = new Error("no");
      const attempt = given.store.transaction(async (tx) => {
        await tx.groups.insert(aGroup(poolId, "one"));
        await storedUser(tx, poolId, "ada");
        throw failure;
      });
      await assert.rejects(attempt, failure);
      assert.equal(await given.store.groups.count(poolId), 0);
      assert.equal(await given.store.userPools.estimatedUsers(poolId), 0);
    });

    it("go on after a clash that the work has caught, without what clashed", async () => {
      const poolId = await storedPool(given.store);
      await storedUser(given.store, poolId, "one", { aliases: [{ attribute: "email", key: "e" }] });
      await given.store.transaction(async (tx) => {
        await tx.groups.insert(aGroup(poolId, "before"));
        await assert.rejects(tx.groups.insert(aGroup(poolId, "before")), AlreadyExists);
        const user = aUser(poolId, "two");
        const keys = keysOf(user, { aliases: [{ attribute: "email", key: "e" }] });
        await assert.rejects(tx.users.insert(user, keys), AlreadyExists);
        assert.equal(await tx.users.getBySub(poolId, "two"), undefined);
        await tx.groups.insert(aGroup(poolId, "after"));
      });
      assert.equal(await given.store.groups.count(poolId), 2);
      assert.equal(await given.store.userPools.estimatedUsers(poolId), 1);
    });

    it("may do several things at once", async () => {
      const poolId = await storedPool(given.store);
      await storedUser(given.store, poolId, "taken");
      await given.store.transaction(async (tx) => {
        const results = await Promise.allSettled([
          ...["a", "b", "taken", "c"].map((sub) => tx.users.insert(aUser(poolId, sub), keysOf(aUser(poolId, sub)))),
          tx.groups.insert(aGroup(poolId, "meanwhile")),
        ]);
        assert.deepEqual(
          results.map((result) => result.status === "fulfilled"),
          [true, true, false, true, true],
        );
      });
      assert.equal(await given.store.userPools.estimatedUsers(poolId), 4);
      assert.equal(await given.store.groups.count(poolId), 1);
    });

    it("show nothing to others before they are whole", async () => {
      const poolId = await storedPool(given.store);
      let seen: unknown = "not asked";
      const watching: Promise<unknown>[] = [];
      await Promise.all([
        given.store.transaction(async (tx) => {
          await tx.groups.insert(aGroup(poolId, "one"));
          for (let step = 0; step < 5; step += 1) await tx.groups.count(poolId);
          await tx.groups.delete(poolId, "one");
        }),
        new Promise<void>((resolve) => {
          setImmediate(() => {
            for (let reads = 0; reads < 5; reads += 1) watching.push(given.store.groups.get(poolId, "one"));
            resolve();
          });
        }),
      ]);
      seen = await Promise.all(watching);
      assert.deepEqual(seen, Array(5).fill(undefined));
    });

    it("refuse the outer store inside them, and their handle afterwards", async () => {
      const poolId = await storedPool(given.store);
      const nested = /inside a transaction/;
      await given.store.transaction(async () => {
        await assert.rejects(given.store.groups.get(poolId, "g"), nested);
        await assert.rejects(given.store.groups.insert(aGroup(poolId, "g")), nested);
        await assert.rejects(
          given.store.transaction(async () => 1),
          nested,
        );
        await assert.rejects(given.store.sweep(0), nested);
      });
      assert.equal(await given.store.groups.count(poolId), 0, "outside it works again");
      let kept: Tables | undefined;
      await given.store.transaction(async (tx) => {
        kept = tx;
      });
      await assert.rejects(kept!.groups.insert(aGroup(poolId, "late")), /has ended/);
      assert.equal(await given.store.groups.count(poolId), 0);
    });

    it("are tried three times when they find the row changed", async () => {
      const pool = aPool();
      await given.store.userPools.insert(pool);
      let tries = 0;
      await given.store.transaction(async (tx) => {
        tries += 1;
        // The first two tries use a version that is no more.
        const read = (await tx.userPools.get(pool.id))!;
        await tx.userPools.update({ ...read, name: `try ${tries}`, version: tries < 3 ? 99 : read.version });
      });
      assert.deepEqual([tries, (await given.store.userPools.get(pool.id))?.name], [3, "try 3"]);
      tries = 0;
      const hopeless = given.store.transaction(async (tx) => {
        tries += 1;
        await tx.userPools.update({ ...pool, version: 99 });
      });
      await assert.rejects(hopeless, Stale);
      assert.equal(tries, 3);
    });

    it("do not lose updates to each other", async () => {
      const pool = aPool({ tags: {} });
      await given.store.userPools.insert(pool);
      const add = (tag: string): Promise<void> =>
        given.store
          .transaction(async (tx) => {
            const read = (await tx.userPools.get(pool.id))!;
            await tx.userPools.update({ ...read, tags: { ...read.tags, [tag]: tag } });
          })
          .catch((error) => (error instanceof Stale ? add(tag) : Promise.reject(error)));
      const tags = Array.from({ length: 12 }, (_, n) => `tag${n}`);
      await Promise.all(tags.map(add));
      const stored = (await given.store.userPools.get(pool.id))!;
      assert.deepEqual([Object.keys(stored.tags).sort(), stored.version], [tags.sort(), 13]);
    });

    it("that fail among others leave the others whole", async () => {
      const poolId = await storedPool(given.store);
      const results = await Promise.allSettled(
        Array.from({ length: 40 }, (_, n) =>
          given.store.transaction(async (tx) => {
            await tx.groups.insert(aGroup(poolId, `g${n}`));
            if (n % 3 === 0) throw new Error("no");
          }),
        ),
      );
      const kept = results.filter((result) => result.status === "fulfilled").length;
      assert.equal(kept, 26);
      assert.equal(await given.store.groups.count(poolId), kept);
      assert.equal(await given.store.groups.get(poolId, "g3"), undefined);
    });

    it("a ping answers", async () => {
      await given.store.ping();
    });
  });
}
