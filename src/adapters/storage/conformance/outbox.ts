/** Conformance: a pending message has one sender at a time, on one node or two, and each attempt's end is recorded. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Store } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { aMessage, NOW, storedPool } from "./store-under-test.js";

const pending = { state: "pending", attempts: 0 } as const;
const LEASE = 1_000;

export function outbox(given: SuiteStore): void {
  /** Ids of pending messages of a new pool, `count` of them. */
  async function queued(count: number): Promise<string[]> {
    const poolId = await storedPool(given.store);
    const ids = Array.from({ length: count }, (_, n) => `${poolId}-${String(n).padStart(3, "0")}`);
    for (const id of ids) await given.store.messages.insert(aMessage(poolId, id, { delivery: pending }));
    return ids;
  }
  const idsOf = async (claims: ReturnType<Store["messages"]["claimDue"]>) =>
    (await claims).map(({ message }) => message.id);
  const deliveryOf = async (id: string) =>
    (await given.store.messages.list({ userPoolId: id.slice(0, id.lastIndexOf("-")), limit: 99 })).find(
      (message) => message.id === id,
    )?.delivery;

  describe("outbox", () => {
    before(async () => {
      // What other suites left behind is not theirs to deliver here.
      assert.equal(await given.store.messages.nextDueAt(), undefined);
    });

    it("claims what is due with all that is to be sent, and kept messages never", async () => {
      const { messages } = given.store;
      const poolId = await storedPool(given.store);
      const waiting = aMessage(poolId, `${poolId}-a`, { subject: "s", html: "<b>", code: "123456", delivery: pending });
      await messages.insert(waiting);
      await messages.insert(aMessage(poolId, `${poolId}-b`));
      assert.ok((await messages.nextDueAt())! <= NOW);
      const claims = await messages.claimDue(NOW, "one", LEASE, 9);
      assert.deepEqual(claims, [{ message: { ...waiting, delivery: { state: "pending", attempts: 1 } }, attempt: 1 }]);
      assert.equal(await messages.markSent(waiting.id, "one"), true);
      assert.deepEqual(await deliveryOf(waiting.id), { state: "sent", attempts: 1 });
      assert.equal(await deliveryOf(`${poolId}-b`), undefined);
      assert.equal(await messages.nextDueAt(), undefined);
    });

    it("gives a claimed message to nobody until the claim ends, and then the late holder loses it", async () => {
      const { messages } = given.store;
      const [id] = (await queued(1)) as [string];
      assert.deepEqual(await idsOf(messages.claimDue(NOW, "one", LEASE, 9)), [id]);
      assert.equal(await messages.nextDueAt(), NOW + LEASE);
      assert.deepEqual(await idsOf(messages.claimDue(NOW + LEASE - 1, "two", LEASE, 9)), []);
      assert.deepEqual((await messages.claimDue(NOW + LEASE, "two", LEASE, 9))[0]?.attempt, 2);
      assert.equal(await messages.markSent(id, "one"), false);
      assert.equal(await messages.markFailed(id, "one", { failure: "Late", nextAttemptAt: 0 }), false);
      assert.equal(await messages.markSent(id, "two"), true);
      assert.equal(await messages.markSent(id, "two"), false);
    });

    it("tries again when it was told to, and never again what is dead", async () => {
      const { messages } = given.store;
      const [id] = (await queued(1)) as [string];
      await messages.claimDue(NOW, "one", LEASE, 9);
      assert.equal(await messages.markFailed(id, "one", { failure: "ECONNECTION", nextAttemptAt: NOW + 5 }), true);
      assert.deepEqual(await deliveryOf(id), { state: "pending", attempts: 1, failure: "ECONNECTION" });
      assert.deepEqual(await idsOf(messages.claimDue(NOW + 4, "one", LEASE, 9)), []);
      assert.deepEqual(await idsOf(messages.claimDue(NOW + 5, "one", LEASE, 9)), [id]);
      assert.equal(await messages.markFailed(id, "one", { failure: "Refused", nextAttemptAt: undefined }), true);
      assert.deepEqual(await deliveryOf(id), { state: "dead", attempts: 2, failure: "Refused" });
      assert.deepEqual(await idsOf(messages.claimDue(NOW + 10 * LEASE, "one", LEASE, 9)), []);
      assert.equal(await messages.nextDueAt(), undefined);
    });

    it("hands out the longest due first, no more than asked for", async () => {
      const { messages } = given.store;
      const ids = await queued(5);
      assert.deepEqual(await idsOf(messages.claimDue(NOW, "one", LEASE, 2)), ids.slice(0, 2));
      assert.deepEqual(await idsOf(messages.claimDue(NOW, "one", LEASE, 9)), ids.slice(2));
      for (const id of ids) assert.equal(await messages.markSent(id, "one"), true);
    });

    it("ends all claims where somebody knows that their holders are gone, and leaves back-off alone", async () => {
      const { messages } = given.store;
      const ids = await queued(3);
      await messages.claimDue(NOW, "one", LEASE, 9);
      await messages.markFailed(ids[2]!, "one", { failure: "Later", nextAttemptAt: NOW + 5 });
      assert.equal(await messages.releaseClaims(), 2);
      assert.deepEqual(await idsOf(messages.claimDue(NOW, "two", LEASE, 9)), ids.slice(0, 2));
      await messages.claimDue(NOW + 5, "two", LEASE, 9);
      for (const id of ids) assert.equal(await messages.markSent(id, "two"), true);
    });

    it("lists newest first, of one pool or of all, on from any place", async () => {
      const { messages } = given.store;
      const other = await queued(1);
      const ids = await queued(5);
      const poolId = ids[0]!.slice(0, ids[0]!.lastIndexOf("-"));
      const idsIn = async (filter: Parameters<typeof messages.newest>[0]) =>
        (await messages.newest(filter)).map(({ id }) => id);
      assert.deepEqual(await idsIn({ userPoolId: poolId, limit: 2 }), [ids[4], ids[3]]);
      assert.deepEqual(await idsIn({ userPoolId: poolId, before: ids[3], limit: 9 }), [ids[2], ids[1], ids[0]]);
      assert.deepEqual(await idsIn({ before: ids[1], limit: 2 }), [ids[0], other[0]]);
      assert.equal((await messages.get(ids[2]!))?.id, ids[2]);
      assert.equal(await messages.get("nobody's"), undefined);
      for (const { message } of await messages.claimDue(NOW, "one", LEASE, 9))
        await messages.markSent(message.id, "one");
    });

    it("counts what is undelivered, and revives the dead alone, as if nobody had tried yet", async () => {
      const { messages } = given.store;
      const before = await messages.undelivered();
      const [dead, waiting, sent] = (await queued(3)) as [string, string, string];
      const poolId = dead.slice(0, dead.lastIndexOf("-"));
      await messages.claimDue(NOW, "one", LEASE, 9);
      await messages.markFailed(dead, "one", { failure: "SMTP 550", nextAttemptAt: undefined });
      await messages.markFailed(waiting, "one", { failure: "SMTP 450", nextAttemptAt: NOW + 5 });
      await messages.markSent(sent, "one");
      const found = await messages.undelivered();
      assert.deepEqual([found.pending - before.pending, found.dead - before.dead], [1, 1]);
      assert.deepEqual(
        (await messages.newest({ userPoolId: poolId, dead: true, limit: 9 })).map(({ id }) => id),
        [dead],
      );
      assert.equal((await messages.newest({ dead: true, limit: 1 }))[0]?.id, dead);
      assert.deepEqual(await messages.undelivered(poolId), { pending: 1, dead: 1 });
      assert.deepEqual(await messages.undelivered("nobody's"), { pending: 0, dead: 0 });
      for (const filter of [{}, { userPoolId: poolId }]) {
        assert.deepEqual(
          (await messages.pending({ ...filter, limit: 9 })).map(({ id }) => id),
          [waiting],
        );
      }
      assert.deepEqual(await messages.pending({ userPoolId: "nobody's", limit: 9 }), []);
      assert.equal(await messages.revive(waiting), false);
      assert.equal(await messages.revive(sent), false);
      assert.equal(await messages.revive(dead), true);
      assert.equal(await messages.revive(dead), false);
      assert.deepEqual((await messages.get(dead))?.delivery, { state: "pending", attempts: 0 });
      const claims = await messages.claimDue(NOW + 5, "two", LEASE, 9);
      assert.deepEqual(
        claims.map(({ message, attempt }) => [message.id, attempt]),
        [
          [dead, 1],
          [waiting, 2],
        ],
      );
      for (const { message } of claims) await messages.markSent(message.id, "two");
    });

    it("gives each message to one of many who ask at once", async () => {
      const ids = await queued(40);
      const other = await given.another?.();
      try {
        const nodes = other ? [given.store, other] : [given.store];
        const claim = (n: number) => nodes[n % nodes.length]!.messages.claimDue(NOW, `holder-${n}`, LEASE, 7);
        const taken: string[] = [];
        for (let round = 0; round < 20 && taken.length < ids.length; round += 1) {
          const claims = await Promise.all(Array.from({ length: 10 }, (_, n) => idsOf(claim(n))));
          taken.push(...claims.flat());
        }
        assert.deepEqual(taken.sort(), ids);
        // Nobody else's, and nothing stays behind for the tests that follow.
        for (const { message } of await given.store.messages.claimDue(NOW + LEASE, "last", LEASE, 99)) {
          assert.equal(await given.store.messages.markSent(message.id, "last"), true);
        }
      } finally {
        await other?.close();
      }
    });
  });
}
