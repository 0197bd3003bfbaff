/** Conformance: stacks and what belongs to them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { StackRow } from "../../../ports/tables/stacks.js";
import type { SuiteStore } from "./describe-store.js";
import { NOW } from "./store-under-test.js";

const accountId = "310000000000";
const region = "eu-north-1";
let made = 0;

function aStack(members: Partial<StackRow> = {}): StackRow {
  made += 1;
  const name = `stack-${made}`;
  const id = `arn:aws:cloudformation:${region}:${accountId}:stack/${name}/${made}`;
  return {
    id,
    accountId,
    region,
    name,
    createdAt: NOW,
    version: 1,
    document: { status: "CREATE_COMPLETE" },
    ...members,
  };
}

const exists = (what: string) => (error: unknown) => error instanceof AlreadyExists && error.what === what;
const stale = (error: unknown) => error instanceof Stale;

export function stacks(given: SuiteStore): void {
  describe("stacks", () => {
    it("come back as they were stored, one living stack of a name", async () => {
      const { stacks } = given.store;
      const stack = aStack({ document: { status: "X", content: { templateText: "Ä" } }, workedUntil: NOW + 5 });
      await stacks.insert(stack);
      assert.deepEqual(await stacks.get(stack.id), stack);
      assert.deepEqual(await stacks.getByName(accountId, region, stack.name), stack);
      assert.equal(await stacks.getByName(accountId, "eu-west-1", stack.name), undefined);
      await assert.rejects(stacks.insert(aStack({ name: stack.name })), exists("name"));
      await stacks.update({ ...stack, deletedAt: NOW + 1, workedUntil: undefined });
      await assert.rejects(stacks.update(stack), stale);
      assert.equal(await stacks.getByName(accountId, region, stack.name), undefined);
      assert.deepEqual([(await stacks.get(stack.id))?.deletedAt, (await stacks.get(stack.id))?.version], [NOW + 1, 2]);
      const next = aStack({ name: stack.name });
      await stacks.insert(next);
      assert.equal((await stacks.getByName(accountId, region, stack.name))?.id, next.id);
    });

    it("whose worker is gone are found", async () => {
      const { stacks } = given.store;
      const [gone, busy, idle] = [aStack({ workedUntil: 10 }), aStack({ workedUntil: 30 }), aStack()];
      for (const stack of [gone, busy, idle]) await stacks.insert(stack);
      assert.deepEqual(await stacks.listAbandoned(20, 9), [gone.id]);
      await stacks.update({ ...gone, workedUntil: undefined });
      assert.deepEqual(await stacks.listAbandoned(20, 9), []);
    });

    it("are listed by id, of one account and region", async () => {
      const { stacks } = given.store;
      const account = { accountId: "320000000000" };
      const ids = ["arn:b", "arn:a", "arn:c"];
      for (const id of ids) await stacks.insert(aStack({ ...account, id }));
      await stacks.insert(aStack({ ...account, region: "eu-west-1", id: "arn:d" }));
      const first = await stacks.page(account.accountId, region, { limit: 2 });
      assert.deepEqual([first.items.map((one) => one.id), first.next], [["arn:a", "arn:b"], "arn:b"]);
      const last = await stacks.page(account.accountId, region, { limit: 2, after: first.next });
      assert.deepEqual([last.items.map((one) => one.id), last.next], [["arn:c"], undefined]);
    });

    it("have resources, found by logical and by physical id", async () => {
      const { stackResources } = given.store;
      const [one, other] = [aStack().id, aStack().id];
      const resource = { stackId: one, logicalId: "Pool", physicalId: "p-1", updatedAt: NOW, document: { type: "T" } };
      await stackResources.put(resource);
      await stackResources.put({ ...resource, logicalId: "Group", physicalId: undefined });
      await stackResources.put({ ...resource, stackId: other });
      assert.deepEqual(await stackResources.get(one, "Pool"), resource);
      await stackResources.put({ ...resource, document: { type: "U" }, updatedAt: NOW + 1 });
      assert.deepEqual((await stackResources.get(one, "Pool"))?.document, { type: "U" });
      const listed = await stackResources.list(one);
      assert.deepEqual(
        listed.map((row) => [row.logicalId, row.physicalId]),
        [
          ["Group", undefined],
          ["Pool", "p-1"],
        ],
      );
      const found = await stackResources.listByPhysicalId("p-1", 9);
      assert.deepEqual(found.map((row) => row.stackId).sort(), [one, other].sort());
      await stackResources.delete(one, "Pool");
      await stackResources.delete(one, "Pool");
      assert.equal(await stackResources.get(one, "Pool"), undefined);
      assert.ok(await stackResources.get(other, "Pool"));
    });

    it("have events, newest first", async () => {
      const { stackEvents } = given.store;
      const stackId = aStack().id;
      for (const n of [1, 2, 3]) await stackEvents.insert({ stackId, document: { n } });
      await stackEvents.insert({ stackId: aStack().id, document: { n: 4 } });
      const first = await stackEvents.page(stackId, { limit: 2 });
      assert.deepEqual(first.items, [{ n: 3 }, { n: 2 }]);
      const last = await stackEvents.page(stackId, { limit: 2, after: first.next });
      assert.deepEqual([last.items, last.next], [[{ n: 1 }], undefined]);
    });

    it("have change sets, one of a name", async () => {
      const { changeSets } = given.store;
      const stackId = aStack().id;
      const set = { id: `${stackId}-set`, stackId, name: "one", createdAt: NOW, version: 1, document: { a: 1 } };
      await changeSets.insert(set);
      await assert.rejects(changeSets.insert({ ...set, id: `${set.id}-2` }), exists("name"));
      assert.deepEqual(await changeSets.get(set.id), set);
      await changeSets.update({ ...set, document: { a: 2 } });
      await assert.rejects(changeSets.update(set), stale);
      assert.deepEqual(await changeSets.getByName(stackId, "one"), { ...set, version: 2, document: { a: 2 } });
      await changeSets.insert({ ...set, id: `${set.id}-0`, name: "another" });
      const page = await changeSets.page(stackId, { limit: 1 });
      assert.deepEqual([page.items.map((one) => one.name), page.next], [["another"], "another"]);
      await changeSets.delete(set.id);
      await changeSets.deleteOfStack(stackId);
      assert.deepEqual((await changeSets.page(stackId, { limit: 9 })).items, []);
    });

    it("export values, each name held by one stack, and import them", async () => {
      const { stackExports } = given.store;
      const [one, other] = [aStack().id, aStack().id];
      const exported = { accountId, region, name: "pool-id", stackId: one, value: "v" };
      await stackExports.put(exported);
      await stackExports.put({ ...exported, value: "w" });
      await assert.rejects(stackExports.put({ ...exported, stackId: other }), exists("export"));
      assert.equal((await stackExports.get(accountId, region, "pool-id"))?.value, "w");
      await stackExports.put({ ...exported, region: "eu-west-1", stackId: other });
      assert.deepEqual(
        (await stackExports.page(accountId, region, { limit: 9 })).items.map((row) => row.name),
        ["pool-id"],
      );
      await stackExports.setImports(accountId, region, other, ["pool-id", "x"]);
      await stackExports.setImports(accountId, region, other, ["pool-id"]);
      assert.deepEqual(await stackExports.importers(accountId, region, "pool-id"), [other]);
      assert.deepEqual(await stackExports.importers(accountId, region, "x"), []);
      await stackExports.delete(accountId, region, "pool-id", other);
      assert.ok(await stackExports.get(accountId, region, "pool-id"), "only its holder removes it");
      await stackExports.delete(accountId, region, "pool-id", one);
      assert.equal(await stackExports.get(accountId, region, "pool-id"), undefined);
    });

    it("are forgotten with all that is theirs ninety days after their deletion", async () => {
      const { store } = given;
      const day = 24 * 60 * 60 * 1000;
      const [old, recent, living] = [aStack({ deletedAt: NOW - 91 * day }), aStack({ deletedAt: NOW - day }), aStack()];
      for (const stack of [old, recent, living]) {
        await store.stacks.insert(stack);
        await store.stackResources.put({ stackId: stack.id, logicalId: "A", updatedAt: NOW, document: {} });
        await store.stackEvents.insert({ stackId: stack.id, document: {} });
      }
      while ((await store.sweep(NOW)) > 0);
      assert.equal(await store.stacks.get(old.id), undefined);
      assert.deepEqual(await store.stackResources.list(old.id), []);
      assert.deepEqual((await store.stackEvents.page(old.id, { limit: 1 })).items, []);
      for (const { id } of [recent, living]) {
        assert.ok(await store.stacks.get(id));
        assert.equal((await store.stackResources.list(id)).length, 1);
        assert.equal((await store.stackEvents.page(id, { limit: 1 })).items.length, 1);
      }
    });

    it("are claimed once: of two updates of one version one wins", async () => {
      const stack = aStack();
      await given.store.stacks.insert(stack);
      const other = await given.another?.();
      const nodes = other ? [given.store, other] : [given.store];
      const claims = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) => nodes[n % nodes.length]!.stacks.update({ ...stack, workedUntil: n })),
      );
      await other?.close();
      assert.equal(claims.filter((one) => one.status === "fulfilled").length, 1);
    });
  });
}
