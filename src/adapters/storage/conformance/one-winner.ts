/** Conformance: what can happen once happens once, however many ask at the same time, on one node or two. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlreadyExists, type Store } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { aSigningKey } from "./settings-of-pools.js";
import { aCode, aTokenSession, aUser, keysOf, NOW, storedPool, storedUser } from "./store-under-test.js";

const RIVALS = 50;

export function oneWinner(given: SuiteStore): void {
  /** Fifty callers at once, on every node there is; answers what they were told. */
  const race = async <T>(ask: (store: Store, rival: number) => Promise<T>): Promise<T[]> => {
    const other = await given.another?.();
    try {
      const nodes = other ? [given.store, other] : [given.store];
      return await Promise.all(Array.from({ length: RIVALS }, (_, n) => ask(nodes[n % nodes.length]!, n)));
    } finally {
      await other?.close();
    }
  };
  const winners = (answers: readonly boolean[]) => answers.filter((won) => won).length;

  describe("one winner", () => {
    it("redeems a code", async () => {
      const poolId = await storedPool(given.store);
      const code = aCode(poolId, "ada");
      await given.store.codes.put(code);
      assert.equal(winners(await race((store) => store.codes.consume(code, code.mac))), 1);
    });

    it("redeems a code in transactions that do more", async () => {
      const poolId = await storedPool(given.store);
      const code = aCode(poolId, "ada");
      await given.store.codes.put(code);
      const answers = await race((store) =>
        store.transaction(async (tx) => {
          if (!(await tx.codes.get(code))) return false;
          const won = await tx.codes.consume(code, code.mac);
          if (won) await tx.attempts.hit(`${poolId}-redeemed`, NOW, 1000);
          return won;
        }),
      );
      assert.equal(winners(answers), 1);
      assert.equal(await given.store.attempts.hit(`${poolId}-redeemed`, NOW, 1000), 2);
    });

    it("gets each of the tries of a code (T-09)", async () => {
      const poolId = await storedPool(given.store);
      const code = aCode(poolId, "ada", { triesLeft: 3 });
      await given.store.codes.put(code);
      const left = (await race((store) => store.codes.take(code, NOW))).map((taken) => taken?.triesLeft);
      assert.deepEqual(left.filter((tries) => tries !== undefined).sort(), [0, 1, 2]);
    });

    it("uses up a step of a software token (T-25)", async () => {
      const poolId = await storedPool(given.store);
      await storedUser(given.store, poolId, "ada");
      const token = { poolId, sub: "ada", secret: Buffer.from("secret"), createdAt: NOW, lastStep: 4 };
      await given.store.softwareTokens.putVerified(token);
      assert.equal(winners(await race((store) => store.softwareTokens.use(poolId, "ada", 5))), 1);
      const inTransactions = await race((store) =>
        store.transaction(async (tx) => {
          if (!(await tx.softwareTokens.getVerified(poolId, "ada"))) return false;
          return tx.softwareTokens.use(poolId, "ada", 6);
        }),
      );
      assert.equal(winners(inTransactions), 1);
    });

    it("takes a pending software token", async () => {
      const poolId = await storedPool(given.store);
      await storedUser(given.store, poolId, "ada");
      const token = { poolId, sub: "ada", secret: Buffer.from("secret"), createdAt: NOW };
      await given.store.softwareTokens.putPending(token);
      const taken = await race((store) => store.softwareTokens.takePending(poolId, "ada"));
      assert.equal(winners(taken.map((one) => one !== undefined)), 1);
    });

    it("rotates a sign-in", async () => {
      const poolId = await storedPool(given.store);
      const session = aTokenSession(poolId, "ada", `${poolId}-race`);
      await given.store.tokenSessions.insert(session);
      assert.equal(winners(await race((store) => store.tokenSessions.rotate(session.eventId, 0, NOW))), 1);
    });

    it("sets a mark, a new one or an expired one", async () => {
      const poolId = await storedPool(given.store);
      await given.store.consumedMarks.consume(`${poolId}-old`, NOW - 1);
      assert.equal(winners(await race((store) => store.consumedMarks.consume(`${poolId}-new`, NOW + 9))), 1);
      assert.equal(winners(await race((store) => store.consumedMarks.consume(`${poolId}-old`, NOW + 9))), 1);
    });

    it("takes each spare key pair", async () => {
      while (await given.store.signingKeys.takeSpare());
      for (const n of [1, 2, 3])
        await given.store.signingKeys.addSpare({ ...aSigningKey("any"), privateKey: Buffer.from([n]) }, NOW);
      assert.equal(await given.store.signingKeys.countSpares(), 3);
      const taken = (await race((store) => store.signingKeys.takeSpare())).flatMap((pair) =>
        pair ? [pair.privateKey[0]] : [],
      );
      assert.deepEqual(taken.sort(), [1, 2, 3]);
      assert.equal(await given.store.signingKeys.countSpares(), 0);
    });

    it("stores the key of a use", async () => {
      const poolId = await storedPool(given.store);
      assert.equal(
        winners(await race((store, n) => store.signingKeys.insertIfAbsent(aSigningKey(poolId, { kid: `k${n}` })))),
        1,
      );
    });

    it("takes a username, and an alias", async () => {
      const poolId = await storedPool(given.store);
      const told = (attempt: Promise<void>) =>
        attempt.then(
          () => true,
          (error) => {
            if (error instanceof AlreadyExists) return false;
            throw error;
          },
        );
      const names = await race((store, n) => {
        const user = aUser(poolId, `name-${n}`);
        return told(store.users.insert(user, keysOf(user, { usernameKey: "same" })));
      });
      assert.equal(winners(names), 1);
      const aliases = await race((store, n) => {
        const user = aUser(poolId, `alias-${n}`);
        return told(store.users.insert(user, keysOf(user, { aliases: [{ attribute: "email", key: "same" }] })));
      });
      assert.equal(winners(aliases), 1);
      assert.equal(await given.store.userPools.estimatedUsers(poolId), 2);
      assert.equal((await given.store.users.page(poolId, { limit: 9 })).items.length, 2);
    });
  });

  describe("nobody is lost", () => {
    it("attempts of one key all count", async () => {
      const poolId = await storedPool(given.store);
      const counts = await race((store) => store.attempts.hit(poolId, NOW, 1000));
      assert.deepEqual(
        counts.sort((a, b) => a - b),
        Array.from({ length: RIVALS }, (_, n) => n + 1),
      );
    });

    it("failures of one user count one by one, from the very first (T-14)", async () => {
      const poolId = await storedPool(given.store);
      await race((store) =>
        store.transaction(async (tx) => {
          const failures = (await tx.lockouts.getForUpdate(poolId, "ada"))?.failures ?? 0;
          await tx.lockouts.put(poolId, "ada", { failures: failures + 1, lastFailureAt: NOW });
        }),
      );
      assert.equal((await given.store.lockouts.get(poolId, "ada"))?.failures, RIVALS);
    });

    it("users of one pool are all counted", async () => {
      const poolId = await storedPool(given.store);
      await race((store, n) => storedUser(store, poolId, `sub-${n}`));
      assert.equal(await given.store.userPools.estimatedUsers(poolId), RIVALS);
    });
  });
}
