/** Conformance: sign-ins that are tracked, and the request rates beside them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SessionRecord, TokenSession } from "../../../domain/token-session.js";
import type { Store } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { aTokenSession, NOW, storedPool, storedUser } from "./store-under-test.js";

const aRecord = (eventId: string, lastActiveAt: number): SessionRecord => ({
  sessionId: `tkn-${eventId}`,
  lastActiveAt,
  ipAddress: "192.0.2.1",
  userAgent: "agent \u{1f600}",
});

/** Tracked sign-ins of one user, the first one used longest ago. */
async function trackedSessions(store: Store, poolId: string, sub: string, count: number): Promise<TokenSession[]> {
  const sessions = Array.from({ length: count }, (_, n) => aTokenSession(poolId, sub, `${poolId}-${sub}-${n}`));
  for (const [n, session] of sessions.entries()) {
    await store.tokenSessions.insert(session);
    await store.tokenSessions.track(session.eventId, aRecord(session.eventId, NOW + n));
  }
  return sessions;
}

export function trackedSessionsOfUsers(given: SuiteStore): void {
  describe("tracked sessions", () => {
    it("have the record they were given first, and are found by it", async () => {
      const { tokenSessions } = given.store;
      const poolId = await storedPool(given.store);
      const [session] = await trackedSessions(given.store, poolId, "ada", 1);
      const { eventId } = session!;
      const record = aRecord(eventId, NOW);
      await tokenSessions.track(eventId, { ...record, sessionId: `other-${eventId}` });
      assert.deepEqual(await tokenSessions.get(eventId), { ...session, record });
      assert.deepEqual(await tokenSessions.living(poolId, "ada", record.sessionId, NOW), { ...session, record });
      assert.equal(await tokenSessions.living(poolId, "bob", record.sessionId, NOW), undefined);
      assert.equal(await tokenSessions.living("elsewhere", "ada", record.sessionId, NOW), undefined);
      assert.equal(await tokenSessions.living(poolId, "ada", record.sessionId, session!.expiresAt), undefined);
      const whole = { ...aTokenSession(poolId, "ada", `${eventId}-whole`), record: aRecord(`${eventId}-w`, 1) };
      await tokenSessions.insert(whole);
      assert.deepEqual(await tokenSessions.get(whole.eventId), whole);
    });

    it("remember their latest use, and only living ones with a record do", async () => {
      const { tokenSessions } = given.store;
      const poolId = await storedPool(given.store);
      const [session] = await trackedSessions(given.store, poolId, "ada", 1);
      const plain = aTokenSession(poolId, "ada", `${poolId}-plain`);
      await tokenSessions.insert(plain);
      const use = { lastActiveAt: NOW + 5, ipAddress: "2001:db8::1", userAgent: "" };
      await tokenSessions.used(session!.eventId, use);
      await tokenSessions.used(session!.eventId, { ...use, lastActiveAt: NOW + 4, ipAddress: "late" });
      await tokenSessions.used(plain.eventId, use);
      const record = { ...aRecord(session!.eventId, NOW), ...use };
      assert.deepEqual((await tokenSessions.get(session!.eventId))?.record, record);
      assert.deepEqual(await tokenSessions.get(plain.eventId), plain);
      await tokenSessions.revoke(session!.eventId, NOW);
      await tokenSessions.used(session!.eventId, { ...use, lastActiveAt: NOW + 9 });
      assert.deepEqual((await tokenSessions.get(session!.eventId))?.record, record);
    });

    it("are listed latest use first, without the dead and the untracked", async () => {
      const { tokenSessions } = given.store;
      const poolId = await storedPool(given.store);
      const ofAda = await trackedSessions(given.store, poolId, "ada", 4);
      await trackedSessions(given.store, poolId, "bob", 1);
      await tokenSessions.insert(aTokenSession(poolId, "ada", `${poolId}-plain`));
      await tokenSessions.revoke(ofAda[2]!.eventId, NOW);
      const listed = async (now: number, limit: number) =>
        (await tokenSessions.livingOfUser(poolId, "ada", now, limit)).map(({ eventId }) => eventId);
      const ids = ofAda.map(({ eventId }) => eventId);
      assert.deepEqual(await listed(NOW, 9), [ids[3], ids[1], ids[0]]);
      assert.deepEqual(await listed(NOW, 2), [ids[3], ids[1]]);
      assert.deepEqual(await listed(ofAda[0]!.expiresAt, 9), []);
    });

    it("make room from the one whose last use lies furthest back", async () => {
      const { tokenSessions } = given.store;
      const poolId = await storedPool(given.store);
      const ofAda = await trackedSessions(given.store, poolId, "ada", 4);
      const plain = aTokenSession(poolId, "ada", `${poolId}-plain`);
      await tokenSessions.insert(plain);
      await tokenSessions.used(ofAda[0]!.eventId, { lastActiveAt: NOW + 9, ipAddress: "", userAgent: "" });
      assert.equal(await tokenSessions.evict(poolId, "ada", 4, NOW), 0);
      assert.equal(await tokenSessions.evict(poolId, "ada", 2, NOW), 2);
      const dead = await Promise.all(ofAda.map(async ({ eventId }) => (await tokenSessions.get(eventId))?.revokedAt));
      assert.deepEqual(dead, [undefined, NOW, NOW, undefined]);
      assert.equal((await tokenSessions.get(plain.eventId))?.revokedAt, undefined);
    });

    it("never live in greater number than the limit, however many begin at once", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const { sub } = await storedUser(store, poolId, "ada");
      const begin = (n: number) =>
        store.transaction(async (tx) => {
          const session = aTokenSession(poolId, sub, `${poolId}-race-${n}`);
          await tx.tokenSessions.insert(session);
          await tx.tokenSessions.evict(poolId, sub, 2, NOW);
          await tx.tokenSessions.track(session.eventId, aRecord(session.eventId, NOW + n));
        });
      await Promise.all(Array.from({ length: 8 }, (_, n) => begin(n)));
      assert.equal((await store.tokenSessions.livingOfUser(poolId, sub, NOW, 9)).length, 3);
    });
  });

  describe("provisioned limits", () => {
    it("are replaced, and belong to their region and category", async () => {
      const { provisionedLimits } = given.store;
      const region = `region-${await storedPool(given.store)}`;
      const limit = { region, category: "UserToken", requestsPerSecond: 120, modifiedAt: NOW };
      await provisionedLimits.put(limit);
      await provisionedLimits.put({ ...limit, category: "UserRead" });
      await provisionedLimits.put({ ...limit, requestsPerSecond: 300, modifiedAt: NOW + 1 });
      const changed = { ...limit, requestsPerSecond: 300, modifiedAt: NOW + 1 };
      assert.deepEqual(await provisionedLimits.get(region, "UserToken"), changed);
      assert.equal(await provisionedLimits.get("elsewhere", "UserToken"), undefined);
      const own = (await provisionedLimits.list()).filter((one) => one.region === region);
      assert.deepEqual(own, [{ ...limit, category: "UserRead" }, changed]);
      await provisionedLimits.delete(region, "UserToken");
      await provisionedLimits.delete(region, "UserToken");
      assert.equal(await provisionedLimits.get(region, "UserToken"), undefined);
      assert.ok(await provisionedLimits.get(region, "UserRead"));
    });
  });
}
