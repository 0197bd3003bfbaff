/** Conformance: nothing of one pool is reached from another, even under the same names (T-33). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Stale } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import {
  aClient,
  aCode,
  aGroup,
  aMessage,
  aProvider,
  aTokenSession,
  NOW,
  storedPool,
  storedUser,
} from "./store-under-test.js";

export function separation(given: SuiteStore): void {
  describe("two pools with the same names", () => {
    it("answer only their own, and change only their own", async () => {
      const { store } = given;
      const mine = await storedPool(store);
      const theirs = await storedPool(store);
      const fill = async (poolId: string, mark: string) => {
        await storedUser(store, poolId, `${mark}-sub`, {
          usernameKey: "ada",
          aliases: [{ attribute: "email", key: "e" }],
          search: [{ attribute: "name", key: "ada" }],
        });
        await store.groups.insert({ ...aGroup(poolId, "g"), description: mark });
        await store.groups.addMember(poolId, "g", `${mark}-sub`);
        await store.resourceServers.insert({ poolId, identifier: "rs", name: mark, scopes: [] });
        await store.identityProviders.insert(aProvider(poolId, "idp", { identifiers: ["i"], details: { mark } }));
        const link = {
          poolId,
          providerName: "idp",
          attributeName: "a",
          attributeValue: "v",
          sub: `${mark}-sub`,
          linkedAt: NOW,
        };
        await store.linkedIdentities.insert(link);
        await store.codes.put(aCode(poolId, "same-sub", { destination: mark }));
        await store.lockouts.put(poolId, "same-sub", { failures: mark.length, lastFailureAt: NOW });
        await store.passwordHistory.add(poolId, "same-sub", Buffer.from(mark), NOW, 1);
        await store.messages.insert(aMessage(poolId, `${poolId}-m`, { text: mark }));
        await store.tokenSessions.insert(aTokenSession(poolId, "same-sub", `${poolId}-e`));
        await store.appClients.insert({ ...aClient(poolId, `${poolId}-c`), name: mark });
      };
      await fill(mine, "mine");
      await fill(theirs, "their secret");

      const one = { limit: 9 };
      const answers = async (poolId: string) =>
        JSON.stringify([
          await store.users.getByUsernameKey(poolId, "ada"),
          await store.users.getByAlias(poolId, [{ attribute: "email", key: "e" }]),
          await store.users.page(poolId, one),
          await store.users.search(poolId, { attribute: "name", match: "prefix", key: "" }, one),
          await store.groups.page(poolId, one),
          await store.groups.pageMembers(poolId, "g", one),
          await store.groups.pageOfUser(poolId, "mine-sub", one),
          await store.resourceServers.page(poolId, one),
          await store.identityProviders.getByIdentifier(poolId, "i"),
          await store.linkedIdentities.get(poolId, "idp", "a", "v"),
          await store.codes.get(aCode(poolId, "same-sub")),
          await store.messages.list({ userPoolId: poolId, limit: 9 }),
          await store.appClients.page(poolId, one),
          await store.passwordHistory.list(poolId, "same-sub", 9),
        ]);
      const before = await answers(theirs);
      assert.equal((await answers(mine)).includes("their secret"), false);
      assert.equal((await store.lockouts.get(mine, "same-sub"))?.failures, 4);
      assert.equal(await store.users.getBySub(mine, "their secret-sub"), undefined);

      await store.users.delete(mine, "their secret-sub");
      await store.tokenSessions.revokeAllOfUser(mine, "same-sub", NOW);
      await store.groups.delete(mine, "g");
      await store.codes.delete(aCode(mine, "same-sub"));
      await store.lockouts.clear(mine, "same-sub");
      await store.identityProviders.delete(mine, "idp");
      await store.resourceServers.delete(mine, "rs");
      await assert.rejects(store.appClients.update(aClient(mine, `${theirs}-c`)), Stale);
      await store.userPools.delete(mine);
      while ((await store.sweep(NOW)) > 0);
      assert.equal(await answers(theirs), before);
      assert.equal((await store.tokenSessions.get(`${theirs}-e`))?.revokedAt, undefined);
      assert.equal((await store.lockouts.get(theirs, "same-sub"))?.failures, "their secret".length);
    });
  });
}
