/** Conformance: the sweep removes what nobody can reach, in bounded batches, and nothing else. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SuiteStore } from "./describe-store.js";
import { aCode, aMessage, aTokenSession, NOW, storedPool, storedUser } from "./store-under-test.js";

const DAY = 24 * 60 * 60 * 1000;

export function sweeping(given: SuiteStore): void {
  describe("sweep", () => {
    it("removes what has expired and keeps what has not", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const event = {
        poolId,
        sub: "ada",
        type: "SignIn",
        response: "Pass",
        challenges: [],
        clientId: "c",
        ipAddress: "i",
        userAgent: "u",
      } as const;
      for (const [name, age] of [
        ["old", 0],
        ["new", 1],
      ] as const) {
        await store.codes.put(aCode(poolId, name, { expiresAt: NOW + age }));
        await store.tokenSessions.insert({
          ...aTokenSession(poolId, "ada", `${poolId}-${name}`),
          expiresAt: NOW + age,
        });
        await store.messages.insert(aMessage(poolId, `${poolId}-${name}`, { at: NOW - 30 * DAY + age }));
        await store.authEvents.insert({ ...event, eventId: name, at: NOW - 730 * DAY + age });
        await store.attempts.hit(`${poolId}-${name}`, NOW - 100, 100 + age);
      }
      while ((await store.sweep(NOW)) > 0);
      assert.equal(await store.codes.get(aCode(poolId, "old")), undefined);
      assert.ok(await store.codes.get(aCode(poolId, "new")));
      assert.equal(await store.tokenSessions.get(`${poolId}-old`), undefined);
      assert.ok(await store.tokenSessions.get(`${poolId}-new`));
      assert.deepEqual(
        (await store.messages.list({ userPoolId: poolId, limit: 9 })).map((m) => m.id),
        [`${poolId}-new`],
      );
      assert.deepEqual(
        (await store.authEvents.page(poolId, "ada", { limit: 9 })).items.map((e) => e.eventId),
        ["new"],
      );
      assert.equal(await store.attempts.hit(`${poolId}-new`, NOW, 100), 2);
    });

    it("works off a deleted pool in bounded batches", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      await store.transaction(async (tx) => {
        for (let n = 0; n < 520; n += 1) await storedUser(tx, poolId, `sub-${n}`);
      });
      await store.userPools.delete(poolId);
      assert.equal(await store.sweep(NOW), 500);
      assert.equal(await store.sweep(NOW), 20);
      assert.equal(await store.sweep(NOW), 0);
    });
  });
}
