/** Conformance: an asynchronous event has one runner at a time, on one node or two, and there is room for so many. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FunctionEvent } from "../../../domain/function-event/function-event.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { NOW } from "./store-under-test.js";

const at = { now: NOW, machineNow: NOW };
const LEASE = 1_000;
const claimOf = (holder: string, from = NOW) => ({ holder, until: from + LEASE });

function anEvent(id: string, members: Partial<FunctionEvent> = {}): FunctionEvent {
  const counts = { failures: 0, throttles: 0, hops: 0 };
  return { id, functionName: `f-${id}`, body: '{"ü":1}', acceptedAt: NOW, ...counts, ...members };
}

export function functionEvents(given: SuiteStore): void {
  describe("function events", () => {
    it("are claimed with all that belongs to them, by their function, the longest due first", async () => {
      const { functionEvents } = given.store;
      const functionName = "ordered";
      const late = anEvent("o-a", { functionName, acceptedAt: NOW + 2, hops: 3 });
      const early = anEvent("o-b", { functionName, acceptedAt: NOW + 1 });
      for (const event of [late, early]) assert.equal(await functionEvents.insert(event, {}), true);
      await assert.rejects(functionEvents.insert(late, {}), AlreadyExists);
      assert.equal(await functionEvents.nextFunction("", at), undefined);
      const then = { now: NOW + 2, machineNow: NOW };
      assert.equal(await functionEvents.nextFunction("", then), functionName);
      assert.equal(await functionEvents.nextFunction(functionName, then), undefined);
      assert.deepEqual(await functionEvents.claimDue(functionName, then, claimOf("one"), 1), [early]);
      assert.deepEqual(await functionEvents.claimDue(functionName, then, claimOf("one"), 9), [late]);
      assert.deepEqual((await functionEvents.page({ limit: 9 })).items, [late, early]);
      for (const { id } of [late, early]) assert.equal(await functionEvents.delete(id, "one"), true);
    });

    it("are nobody else's until their claim ends, and then no longer the late holder's", async () => {
      const { functionEvents } = given.store;
      const event = anEvent("claimed");
      await functionEvents.insert(event, { claim: claimOf("one") });
      const claim = (holder: string, machineNow: number) =>
        functionEvents.claimDue(event.functionName, { now: NOW, machineNow }, claimOf(holder, machineNow), 9);
      // Moving the server's clock ends no claim.
      assert.equal(await functionEvents.nextFunction("", { now: NOW + 9 * LEASE, machineNow: NOW }), undefined);
      assert.deepEqual(await claim("two", NOW + LEASE - 1), []);
      await functionEvents.renew(claimOf("one", NOW + LEASE - 1));
      assert.deepEqual(await claim("two", NOW + LEASE), []);
      assert.deepEqual(await claim("two", NOW + 2 * LEASE), [event]);
      assert.equal(await functionEvents.delete(event.id, "one"), false);
      const outcome = { dueAt: NOW + 5, failures: 1, throttles: 2 };
      assert.equal(await functionEvents.postpone(event.id, "one", outcome), false);
      assert.equal(await functionEvents.postpone(event.id, "two", outcome), true);
      assert.equal(await functionEvents.postpone(event.id, "two", outcome), false);
      assert.equal(await functionEvents.nextFunction("", { now: NOW + 4, machineNow: NOW }), undefined);
      const again = await functionEvents.claimDue(event.functionName, { ...at, now: NOW + 5 }, claimOf("three"), 9);
      assert.deepEqual(again, [{ ...event, failures: 1, throttles: 2 }]);
      assert.equal(await functionEvents.delete(event.id, "three"), true);
    });

    it("are free again when their holder lets go, or is known to be gone", async () => {
      const { functionEvents } = given.store;
      for (const holder of ["one", "two"]) await functionEvents.insert(anEvent(holder), { claim: claimOf(holder) });
      await functionEvents.releaseClaims("one");
      assert.deepEqual(await functionEvents.claimDue("f-two", at, claimOf("three"), 9), []);
      assert.equal((await functionEvents.claimDue("f-one", at, claimOf("three"), 9)).length, 1);
      await functionEvents.releaseOthers("three");
      assert.deepEqual(await functionEvents.claimDue("f-one", at, claimOf("four"), 9), []);
      await functionEvents.releaseOthers("nobody");
      for (const id of ["one", "two"]) {
        assert.equal((await functionEvents.claimDue(`f-${id}`, at, claimOf("four"), 9)).length, 1);
        assert.equal(await functionEvents.delete(id, "four"), true);
      }
    });

    it("are taken while there is room for them", async () => {
      const { functionEvents } = given.store;
      const insert = (id: string, room: { events: number; bytes: number }) =>
        functionEvents.insert(anEvent(id, { functionName: "full", body: '"1234"' }), { room });
      assert.equal(await insert("r-1", { events: 1, bytes: 6 }), true);
      assert.equal(await insert("r-2", { events: 1, bytes: 99 }), false);
      assert.equal(await insert("r-3", { events: 9, bytes: 11 }), false);
      assert.equal(await insert("r-4", { events: 9, bytes: 12 }), true);
      const taken = await functionEvents.claimDue("full", at, claimOf("one"), 9);
      assert.deepEqual(taken.map(({ id }) => id).sort(), ["r-1", "r-4"]);
      for (const { id } of taken) await functionEvents.delete(id, "one");
    });

    it("go to one of many who ask at once", async () => {
      const ids = Array.from({ length: 30 }, (_, n) => `many-${n}`);
      for (const id of ids) await given.store.functionEvents.insert(anEvent(id, { functionName: "many" }), {});
      const other = await given.another?.();
      try {
        const nodes = other ? [given.store, other] : [given.store];
        const claim = (n: number) =>
          nodes[n % nodes.length]!.functionEvents.claimDue("many", at, claimOf(`holder-${n}`), 7);
        const taken: string[] = [];
        for (let round = 0; round < 20 && taken.length < ids.length; round += 1) {
          const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(n)));
          taken.push(...claims.flat().map(({ id }) => id));
        }
        assert.deepEqual(taken.sort(), ids.sort());
      } finally {
        await other?.close();
      }
      const late = { now: NOW, machineNow: NOW + LEASE };
      for (const { id } of await given.store.functionEvents.claimDue("many", late, claimOf("last", NOW + LEASE), 99)) {
        assert.equal(await given.store.functionEvents.delete(id, "last"), true);
      }
    });
  });
}
