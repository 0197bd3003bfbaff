/** Conformance: settings beside pools and clients, and what companion services keep. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { PoolSetting } from "../../../ports/tables/pool-settings.js";
import type { SuiteStore } from "./describe-store.js";
import { aClient, NOW, storedPool } from "./store-under-test.js";

const exists = (what: string) => (error: unknown) => error instanceof AlreadyExists && error.what === what;
const stale = (error: unknown) => error instanceof Stale;

function aSetting(poolId: string, id: string, members: Partial<PoolSetting<unknown>> = {}): PoolSetting<unknown> {
  return { poolId, kind: "terms", id, version: 1, document: { id }, createdAt: NOW, modifiedAt: NOW, ...members };
}

export function documentsBeside(given: SuiteStore): void {
  describe("pool settings", () => {
    it("come back as they were stored, by id and by claim", async () => {
      const poolId = await storedPool(given.store);
      const setting = aSetting(poolId, "one", { claim: "c", document: { Ä: [1, null, { deep: "€" }] } });
      await given.store.poolSettings.insert(setting);
      assert.deepEqual(await given.store.poolSettings.get(setting), setting);
      assert.deepEqual(await given.store.poolSettings.ofClaim(poolId, "terms", "c"), setting);
      assert.equal(await given.store.poolSettings.ofClaim(poolId, "replica", "c"), undefined);
      assert.equal(await given.store.poolSettings.get({ ...setting, kind: "replica" }), undefined);
    });

    it("have one id and one claim of a kind", async () => {
      const { poolSettings } = given.store;
      const poolId = await storedPool(given.store);
      await poolSettings.insert(aSetting(poolId, "one", { claim: "c" }));
      await assert.rejects(poolSettings.insert(aSetting(poolId, "one")), exists("id"));
      await assert.rejects(poolSettings.insert(aSetting(poolId, "two", { claim: "c" })), exists("claim"));
      await poolSettings.insert(aSetting(poolId, "two"));
      await poolSettings.insert(aSetting(poolId, "three"));
      await assert.rejects(poolSettings.update(aSetting(poolId, "two", { claim: "c" })), exists("claim"));
      await poolSettings.insert(aSetting(poolId, "one", { kind: "replica", claim: "c" }));
    });

    it("are updated only from the version that was read", async () => {
      const { poolSettings } = given.store;
      const setting = aSetting(await storedPool(given.store), "one", { claim: "c" });
      await poolSettings.insert(setting);
      await poolSettings.update({ ...setting, claim: "d", document: 2, modifiedAt: NOW + 1 });
      const changed = { ...setting, claim: "d", document: 2, modifiedAt: NOW + 1, version: 2 };
      assert.deepEqual(await poolSettings.get(setting), changed);
      await assert.rejects(poolSettings.update(setting), stale);
      await assert.rejects(poolSettings.update(aSetting(setting.poolId, "nowhere")), stale);
    });

    it("are counted, listed by id page after page, and deleted once", async () => {
      const { poolSettings } = given.store;
      const poolId = await storedPool(given.store);
      for (const id of ["b", "a", "B"]) await poolSettings.insert(aSetting(poolId, id));
      assert.equal(await poolSettings.count(poolId, "terms"), 3);
      const first = await poolSettings.page(poolId, "terms", { limit: 2 });
      const last = await poolSettings.page(poolId, "terms", { limit: 2, after: first.next });
      assert.deepEqual(
        [...first.items, ...last.items].map(({ id }) => id),
        ["B", "a", "b"],
      );
      assert.equal(last.next, undefined);
      assert.equal(await poolSettings.delete({ poolId, kind: "terms", id: "a" }), true);
      assert.equal(await poolSettings.delete({ poolId, kind: "terms", id: "a" }), false);
      assert.equal(await poolSettings.count(poolId, "terms"), 2);
    });

    it("go with their client and with their pool, and are added to neither afterwards", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const clientId = `${poolId}-styled`;
      await store.appClients.insert(aClient(poolId, clientId));
      await store.poolSettings.insert(aSetting(poolId, "client's", { clientId }));
      await store.poolSettings.insert(aSetting(poolId, "pool's"));
      await store.appClients.delete(clientId);
      assert.equal(await store.poolSettings.count(poolId, "terms"), 1);
      await assert.rejects(store.poolSettings.insert(aSetting(poolId, "late", { clientId })), stale);
      await store.userPools.delete(poolId);
      assert.equal(await store.poolSettings.count(poolId, "terms"), 0);
      await assert.rejects(store.poolSettings.insert(aSetting(poolId, "late")), stale);
    });
  });

  describe("companion records", () => {
    const of = { accountId: "123456789012", region: "eu-north-1", kind: "ssm/parameter" };

    it("come back as they were stored, of their own account, region and kind", async () => {
      const { companionRecords } = given.store;
      const record = { ...of, name: "/app/Ä", value: { Value: "secret", list: [1, null] } };
      await companionRecords.insert(record);
      assert.deepEqual(await companionRecords.get(record), { ...record, version: 1 });
      await assert.rejects(companionRecords.insert(record), exists("name"));
      for (const other of [{ accountId: "210987654321" }, { region: "global" }, { kind: "iam/role" }]) {
        assert.equal(await companionRecords.get({ ...record, ...other }), undefined);
      }
    });

    it("are updated only from the version that was read, listed by name, and deleted once", async () => {
      const { companionRecords } = given.store;
      const listed = { ...of, kind: "ssm/listed" };
      for (const name of ["/b", "/a", "/B"]) await companionRecords.insert({ ...listed, name, value: name });
      const first = await companionRecords.get<string>({ ...listed, name: "/a" });
      await companionRecords.update({ ...first!, value: "changed" });
      await assert.rejects(companionRecords.update({ ...first!, value: "late" }), stale);
      assert.deepEqual(await companionRecords.get({ ...listed, name: "/a" }), {
        ...listed,
        name: "/a",
        version: 2,
        value: "changed",
      });
      const page = await companionRecords.page<string>(listed, { limit: 2 });
      const rest = await companionRecords.page<string>(listed, { limit: 2, after: page.next });
      assert.deepEqual(
        [...page.items, ...rest.items].map(({ value }) => value),
        ["/B", "changed", "/b"],
      );
      assert.equal(await companionRecords.delete({ ...listed, name: "/a" }), true);
      assert.equal(await companionRecords.delete({ ...listed, name: "/a" }), false);
    });

    it("have contents that are replaced and removed", async () => {
      const { companionContents } = given.store;
      assert.equal(await companionContents.get("s3/bucket/key"), undefined);
      await companionContents.put("s3/bucket/key", Buffer.from([0, 255, 1]));
      await companionContents.put("s3/bucket/key", Buffer.from([0, 255, 2]));
      assert.deepEqual(await companionContents.get("s3/bucket/key"), Buffer.from([0, 255, 2]));
      assert.equal(await companionContents.delete("s3/bucket/key"), true);
      assert.equal(await companionContents.delete("s3/bucket/key"), false);
    });
  });
}
