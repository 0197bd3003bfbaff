/** Conformance: the fresh start of development mode. Last of all suites, as it empties the store. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SuiteStore } from "./describe-store.js";
import { aSigningKey } from "./settings-of-pools.js";
import { aClient, aCode, aMessage, aPool, aTokenSession, NOW, storedPool, storedUser } from "./store-under-test.js";

export function clearing(given: SuiteStore): void {
  describe("clear", () => {
    it("leaves nothing but the keys of the installation, and a store that works", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      await storedUser(store, poolId, "ada", { aliases: [{ attribute: "email", key: "e" }] });
      await store.appClients.insert(aClient(poolId, "cleared"));
      await store.codes.put(aCode(poolId, "ada"));
      await store.tokenSessions.insert(aTokenSession(poolId, "ada", "cleared"));
      await store.messages.insert(aMessage(poolId, "cleared"));
      await store.attempts.hit("cleared", NOW, 1000);
      await store.consumedMarks.consume("cleared", NOW + 1000);
      const declared = { poolId, typeName: "AWS::Cognito::UserPool", identifier: poolId };
      await store.resourceDeclarations.put(declared, { UserPoolName: "cleared" });
      const request = {
        token: "cleared",
        accountId: "cleared",
        region: "eu-north-1",
        typeName: declared.typeName,
      } as const;
      await store.resourceRequests.insert(
        { ...request, operation: "CREATE", status: "IN_PROGRESS", startedAt: NOW, changedAt: NOW },
        undefined,
        NOW,
      );
      const event = { id: "cleared", functionName: "f", body: "1", acceptedAt: NOW };
      await store.functionEvents.insert({ ...event, failures: 0, throttles: 0, hops: 0 }, {});
      await store.signingKeys.addSpare(aSigningKey("any"), NOW);
      const spares = await store.signingKeys.countSpares();
      await store.userPools.delete(await storedPool(store));

      await store.clear();
      assert.equal(await store.userPools.get(poolId), undefined);
      assert.deepEqual((await store.userPools.page("123456789012", "eu-north-1", { limit: 9 })).items, []);
      assert.equal(await store.appClients.get("cleared"), undefined);
      assert.equal(await store.tokenSessions.get("cleared"), undefined);
      assert.deepEqual(await store.messages.list({ limit: 9 }), []);
      assert.deepEqual((await store.functionEvents.page({ limit: 9 })).items, []);
      assert.deepEqual(await store.auditEvents.list(9), []);
      assert.equal(await store.resourceDeclarations.get(declared), undefined);
      assert.equal(await store.resourceRequests.get("cleared", "eu-north-1", "cleared"), undefined);
      assert.equal(await store.attempts.hit("cleared", NOW, 1000), 1);
      assert.equal(await store.consumedMarks.consume("cleared", NOW + 1000), true);
      assert.equal(await store.sweep(0), 0);
      assert.equal(await store.signingKeys.countSpares(), spares);

      await store.userPools.insert(aPool({ id: poolId }));
      assert.equal(await store.userPools.estimatedUsers(poolId), 0);
      await storedUser(store, poolId, "ada", { aliases: [{ attribute: "email", key: "e" }] });
      assert.equal(await store.codes.get(aCode(poolId, "ada")), undefined);
    });
  });
}
