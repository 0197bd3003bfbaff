/** Conformance: devices of users, and that they go with their user and their pool. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Device } from "../../../domain/device.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { SuiteStore } from "./describe-store.js";
import { aPool, NOW, storedPool, storedUser } from "./store-under-test.js";

export function aDevice(poolId: string, sub: string, members: Partial<Device> = {}): Device {
  return {
    poolId,
    sub,
    deviceKey: "eu-north-1_1",
    clientId: "client",
    remembered: true,
    createdAt: NOW,
    modifiedAt: NOW,
    lastAuthenticatedAt: NOW,
    lastIpAddress: "192.0.2.1",
    ...members,
  };
}

export function devices(given: SuiteStore): void {
  describe("devices", () => {
    it("keep what they were confirmed with, once per user and key", async () => {
      const { devices } = given.store;
      const poolId = await storedPool(given.store);
      const secret = { salt: Buffer.from([0, 255, 1]), verifier: Buffer.alloc(384, 7) };
      const whole = aDevice(poolId, "ada", { name: "Ada's \u{1f4f1}", secret });
      await devices.insert(whole);
      assert.deepEqual(await devices.get(poolId, "ada", whole.deviceKey), whole);
      await assert.rejects(devices.insert(aDevice(poolId, "ada")), AlreadyExists);
      await devices.insert(aDevice(poolId, "bob"));
      assert.deepEqual(await devices.get(poolId, "bob", whole.deviceKey), aDevice(poolId, "bob"));
      assert.equal(await devices.get(poolId, "cleo", whole.deviceKey), undefined);
    });

    it("change their status, and note the latest sign-in", async () => {
      const { devices } = given.store;
      const poolId = await storedPool(given.store);
      const device = aDevice(poolId, "ada");
      await devices.insert(device);
      const key = [poolId, "ada", device.deviceKey] as const;
      assert.equal(await devices.setRemembered(...key, false, NOW + 1), true);
      assert.deepEqual(await devices.get(...key), { ...device, remembered: false, modifiedAt: NOW + 1 });
      assert.equal(await devices.setAuthenticated(...key, NOW + 5, "2001:db8::1"), true);
      const used = {
        ...device,
        remembered: false,
        modifiedAt: NOW + 5,
        lastAuthenticatedAt: NOW + 5,
        lastIpAddress: "2001:db8::1",
      };
      assert.deepEqual(await devices.get(...key), used);
      assert.equal(await devices.setAuthenticated(...key, NOW + 4, "192.0.2.9"), true, "told late");
      assert.deepEqual(await devices.get(...key), used);
      assert.equal(await devices.setRemembered(poolId, "bob", device.deviceKey, true, NOW), false);
      assert.equal(await devices.setAuthenticated(poolId, "bob", device.deviceKey, NOW, "192.0.2.9"), false);
    });

    it("are listed by key, all or the remembered ones", async () => {
      const { devices } = given.store;
      const poolId = await storedPool(given.store);
      for (const n of [3, 1, 2, 4]) {
        await devices.insert(aDevice(poolId, "ada", { deviceKey: `r_${n}`, remembered: n % 2 === 0 }));
      }
      await devices.insert(aDevice(poolId, "bob", { deviceKey: "r_5" }));
      const list = async (which: "all" | "remembered", limit: number, after?: string) => {
        const page = await devices.page(poolId, "ada", which, { limit, after });
        return [page.items.map((device) => device.deviceKey), page.next];
      };
      assert.deepEqual(await list("all", 3), [["r_1", "r_2", "r_3"], "r_3"]);
      assert.deepEqual(await list("all", 3, "r_3"), [["r_4"], undefined]);
      assert.deepEqual(await list("remembered", 1), [["r_2"], "r_2"]);
      assert.deepEqual(await list("remembered", 1, "r_2"), [["r_4"], undefined]);
    });

    it("are forgotten by one caller", async () => {
      const { devices } = given.store;
      const poolId = await storedPool(given.store);
      await devices.insert(aDevice(poolId, "ada"));
      const outcomes = await Promise.all([1, 2, 3].map(() => devices.delete(poolId, "ada", "eu-north-1_1")));
      assert.equal(outcomes.filter(Boolean).length, 1);
      assert.equal(await devices.get(poolId, "ada", "eu-north-1_1"), undefined);
    });

    it("give way where there are too many, those unused for longest first", async () => {
      const { devices } = given.store;
      const poolId = await storedPool(given.store);
      for (const n of [1, 2, 3, 4]) {
        await devices.insert(aDevice(poolId, "ada", { deviceKey: `r_${n}`, lastAuthenticatedAt: NOW - n }));
      }
      await devices.insert(aDevice(poolId, "bob"));
      await devices.deleteBeyond(poolId, "ada", 4);
      await devices.deleteBeyond(poolId, "ada", 2);
      const left = await devices.page(poolId, "ada", "all", { limit: 9 });
      assert.deepEqual(
        left.items.map((device) => device.deviceKey),
        ["r_1", "r_2"],
      );
      assert.ok(await devices.get(poolId, "bob", "eu-north-1_1"));
    });

    it("T-57 go with their user and with their pool, and nothing of a neighbour", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      for (const sub of ["ada", "bob"]) {
        await storedUser(store, poolId, sub);
        await store.devices.insert(aDevice(poolId, sub));
      }
      await store.users.delete(poolId, "ada");
      assert.equal(await store.devices.get(poolId, "ada", "eu-north-1_1"), undefined);
      assert.ok(await store.devices.get(poolId, "bob", "eu-north-1_1"));
      await store.userPools.delete(poolId);
      assert.equal(await store.devices.get(poolId, "bob", "eu-north-1_1"), undefined);
      assert.deepEqual((await store.devices.page(poolId, "bob", "all", { limit: 9 })).items, []);
      while ((await store.sweep(NOW)) > 0);
      await store.userPools.insert(aPool({ id: poolId }));
      assert.equal(await store.devices.get(poolId, "bob", "eu-north-1_1"), undefined, "the row itself is gone");
    });
  });
}
