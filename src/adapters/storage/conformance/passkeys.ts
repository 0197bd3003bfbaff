/** Conformance: passkeys belong to one user, once in a pool, and their counters only grow (T-26, T-57). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Passkey } from "../../../domain/passkey.js";
import { AlreadyExists, Stale, type Store } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { NOW, storedPool, storedUser } from "./store-under-test.js";

function aPasskey(poolId: string, sub: string, credentialId: string, members: Partial<Passkey> = {}): Passkey {
  return {
    poolId,
    sub,
    credentialId,
    publicKey: Buffer.from([1, 2, 255]),
    counter: 0,
    transports: ["internal", "hybrid"],
    friendlyName: "Passkey",
    relyingPartyId: "example.com",
    aaguid: "00000000-0000-0000-0000-000000000000",
    backupEligible: false,
    backedUp: false,
    createdAt: NOW,
    ...members,
  };
}

export function passkeys(given: SuiteStore): void {
  const poolOf = async (...subs: readonly string[]): Promise<string> => {
    const poolId = await storedPool(given.store);
    for (const sub of subs) await storedUser(given.store, poolId, sub);
    return poolId;
  };

  describe("passkeys", () => {
    it("keep what they were stored with, and are listed oldest first", async () => {
      const { webAuthnCredentials } = given.store;
      const poolId = await poolOf("ada", "bob");
      const long = "A".repeat(1364);
      const kept = [
        aPasskey(poolId, "ada", "z"),
        aPasskey(poolId, "ada", long, {
          attachment: "platform",
          backupEligible: true,
          backedUp: true,
          counter: 2 ** 32 - 1,
        }),
        aPasskey(poolId, "ada", "a", { transports: [], attachment: "cross-platform", lastUsedAt: NOW }),
      ];
      for (const one of kept) assert.equal(await webAuthnCredentials.insert(one, 20), true);
      await webAuthnCredentials.insert(aPasskey(poolId, "bob", "b"), 20);
      assert.deepEqual(await webAuthnCredentials.get(poolId, long), kept[1]);
      assert.deepEqual(await webAuthnCredentials.listOfUser(poolId, "ada"), kept);
      const first = await webAuthnCredentials.page(poolId, "ada", { limit: 2 });
      assert.deepEqual(first.items, kept.slice(0, 2));
      const last = await webAuthnCredentials.page(poolId, "ada", { limit: 2, after: first.next });
      assert.deepEqual([last.items, last.next], [kept.slice(2), undefined]);
      assert.equal(await webAuthnCredentials.get(poolId, "none"), undefined);
    });

    it("are unique in the pool, whoever has them, and not in the installation", async () => {
      const { webAuthnCredentials } = given.store;
      const poolId = await poolOf("ada", "bob");
      const elsewhere = await poolOf("ada");
      await webAuthnCredentials.insert(aPasskey(poolId, "ada", "same"), 20);
      for (const sub of ["ada", "bob"]) {
        await assert.rejects(webAuthnCredentials.insert(aPasskey(poolId, sub, "same"), 20), AlreadyExists);
      }
      assert.equal(await webAuthnCredentials.insert(aPasskey(elsewhere, "ada", "same"), 20), true);
      assert.equal((await webAuthnCredentials.get(poolId, "same"))?.sub, "ada");
      assert.equal((await webAuthnCredentials.get(elsewhere, "same"))?.poolId, elsewhere);
    });

    it("are not given to users who are gone", async () => {
      const poolId = await poolOf("ada");
      await assert.rejects(given.store.webAuthnCredentials.insert(aPasskey(poolId, "nobody", "x"), 20), Stale);
    });

    it("stop at the limit, however many are added at once", async () => {
      const poolId = await poolOf("ada");
      const other = await given.another?.();
      try {
        const nodes: Store[] = other ? [given.store, other] : [given.store];
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, n) =>
            nodes[n % nodes.length]!.webAuthnCredentials.insert(aPasskey(poolId, "ada", `c${n}`), 3),
          ),
        );
        assert.equal(answers.filter((added) => added).length, 3);
      } finally {
        await other?.close();
      }
      assert.equal((await given.store.webAuthnCredentials.listOfUser(poolId, "ada")).length, 3);
    });

    it("count upwards, and one of two equal answers wins; without a counter every answer does", async () => {
      const { webAuthnCredentials } = given.store;
      const poolId = await poolOf("ada");
      const counting = aPasskey(poolId, "ada", "counting", { counter: 5 });
      const silent = aPasskey(poolId, "ada", "silent");
      for (const one of [counting, silent]) await webAuthnCredentials.insert(one, 20);
      const use = (one: Passkey, counter: number) =>
        webAuthnCredentials.use(one, { counter, backedUp: true, at: NOW + counter });
      assert.equal(await use(counting, 4), false);
      assert.equal(await use(counting, 5), false);
      assert.equal(await use(counting, 0), false);
      const answers = await Promise.all([use(counting, 6), use(counting, 6)]);
      assert.deepEqual(answers.sort(), [false, true]);
      assert.deepEqual(await webAuthnCredentials.get(poolId, "counting"), {
        ...counting,
        counter: 6,
        backedUp: true,
        lastUsedAt: NOW + 6,
      });
      assert.deepEqual([await use(silent, 0), await use(silent, 0)], [true, true]);
      assert.equal(await use({ ...silent, sub: "bob" }, 9), false, "it is somebody else's");
      assert.equal(await use({ ...silent, credentialId: "gone" }, 9), false);
    });

    it("are deleted by their owner alone, and go with the user and with the pool", async () => {
      const { webAuthnCredentials, users, userPools } = given.store;
      const poolId = await poolOf("ada", "bob");
      for (const [sub, id] of [
        ["ada", "a1"],
        ["ada", "a2"],
        ["bob", "b1"],
      ] as const) {
        await webAuthnCredentials.insert(aPasskey(poolId, sub, id), 20);
      }
      assert.equal(await webAuthnCredentials.delete(poolId, "bob", "a1"), false);
      assert.equal(await webAuthnCredentials.delete(poolId, "ada", "a1"), true);
      assert.equal(await webAuthnCredentials.delete(poolId, "ada", "a1"), false);
      await users.delete(poolId, "ada");
      assert.deepEqual(await webAuthnCredentials.listOfUser(poolId, "ada"), []);
      assert.equal((await webAuthnCredentials.listOfUser(poolId, "bob")).length, 1);
      await userPools.delete(poolId);
      assert.equal(await webAuthnCredentials.get(poolId, "b1"), undefined);
      while ((await given.store.sweep(NOW)) > 0);
    });
  });
}
