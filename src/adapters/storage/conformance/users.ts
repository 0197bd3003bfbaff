/** Conformance: users, their names, aliases and search keys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { User } from "../../../domain/user.js";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { UserAlias, UserSearch } from "../../../ports/tables/users.js";
import type { SuiteStore } from "./describe-store.js";
import { aUser, keysOf, storedPool, storedUser } from "./store-under-test.js";

const exists = (what: string) => (error: unknown) => error instanceof AlreadyExists && error.what === what;
const email = (key: string): UserAlias => ({ attribute: "email", key });
const phone = (key: string): UserAlias => ({ attribute: "phone_number", key });
const subs = (users: readonly User[]) => users.map((user) => user.sub);

export function users(given: SuiteStore): void {
  describe("users", () => {
    it("come back as they were stored", async () => {
      const poolId = await storedPool(given.store);
      const user = aUser(poolId, "sub", {
        username: "Ada",
        status: "FORCE_CHANGE_PASSWORD",
        enabled: false,
        attributes: new Map([
          ["zoneinfo", "Europe/Stockholm"],
          ["email", "Ada@example.com"],
          ["custom:7", ""],
          ["__proto__", "x"],
        ]),
        mfa: { enabled: ["SMS_MFA"], preferred: "SMS_MFA", options: [{ attribute: "phone_number", medium: "SMS" }] },
        version: 7,
      });
      await given.store.users.insert(user, keysOf(user, { usernameKey: "ada" }));
      const stored = await given.store.users.getBySub(poolId, "sub");
      assert.deepEqual(stored, user);
      assert.deepEqual([...stored!.attributes.keys()], [...user.attributes.keys()], "in the same order");
      assert.deepEqual(await given.store.users.getByUsernameKey(poolId, "ada"), user);
      assert.equal(await given.store.users.getByUsernameKey(poolId, "Ada"), undefined);
      assert.equal(await given.store.users.getBySub(poolId, "SUB"), undefined);
    });

    it("are counted, whatever fails in between", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      await Promise.all(Array.from({ length: 20 }, (_, n) => storedUser(store, poolId, `sub-${n}`)));
      await assert.rejects(storedUser(store, poolId, "sub-3"), exists("username"));
      await store.users.delete(poolId, "sub-4");
      await store.users.delete(poolId, "sub-4");
      assert.equal(await store.userPools.estimatedUsers(poolId), 19);
    });

    it("do not change while a transaction holds them", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const user = await storedUser(store, poolId, "held");
      assert.equal(await store.users.hold(poolId, "none"), undefined);
      let begin = () => {};
      const isHeld = new Promise<void>((resolve) => {
        begin = resolve;
      });
      const change = isHeld.then(() => store.users.update({ ...user, enabled: false }, keysOf(user)));
      await store.transaction(async (tx) => {
        assert.deepEqual(await tx.users.hold(poolId, "held"), user);
        begin();
        // Time in which the other would come first if it could.
        for (let times = 0; times < 50; times++) {
          assert.equal((await tx.users.getBySub(poolId, "held"))?.enabled, true);
        }
      });
      await change;
      assert.equal((await store.users.hold(poolId, "held"))?.version, 2);
    });

    it("are updated only from the version that was read", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const user = await storedUser(store, poolId, "one");
      await store.users.update({ ...user, enabled: false }, keysOf(user));
      await assert.rejects(store.users.update(user, keysOf(user)), Stale);
      const stored = await store.users.getBySub(poolId, "one");
      assert.deepEqual([stored?.enabled, stored?.version], [false, 2]);
      await assert.rejects(store.users.update(aUser(poolId, "none"), keysOf(user)), Stale);
      const other = await storedUser(store, poolId, "two");
      await assert.rejects(store.users.update(other, keysOf(other, { usernameKey: "one" })), exists("username"));
      await store.users.update(other, keysOf(other, { usernameKey: "three" }));
      assert.equal(await store.users.getByUsernameKey(poolId, "two"), undefined);
    });

    it("have at most one holder of an alias, and nothing of a refused user stays", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const search = [{ attribute: "name", key: "n" }];
      await storedUser(store, poolId, "one", { aliases: [email("e"), phone("1")], search });
      await assert.rejects(
        storedUser(store, poolId, "two", { aliases: [phone("2"), email("e")] }),
        exists("alias:email"),
      );
      assert.equal(await store.users.getBySub(poolId, "two"), undefined);
      assert.equal(await store.users.getByAlias(poolId, [phone("2")]), undefined);
      assert.equal(await store.userPools.estimatedUsers(poolId), 1);
      const other = await storedUser(store, poolId, "three", { aliases: [email("f")] });
      await assert.rejects(store.users.update(other, keysOf(other, { aliases: [email("e")] })), exists("alias:email"));
      assert.equal(
        (await store.users.getByAlias(poolId, [email("f")]))?.sub,
        "three",
        "its own alias is still its own",
      );
      assert.equal((await store.users.getByAlias(poolId, [email("none"), phone("1"), email("f")]))?.sub, "one");
      assert.equal(await store.users.getByAlias(poolId, []), undefined);
    });

    it("hand an alias over in one transaction", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const from = await storedUser(store, poolId, "from", { aliases: [email("e")] });
      const to = await storedUser(store, poolId, "to");
      await store.transaction(async (tx) => {
        await tx.users.update(from, keysOf(from));
        await tx.users.update(to, keysOf(to, { aliases: [email("e")] }));
      });
      assert.equal((await store.users.getByAlias(poolId, [email("e")]))?.sub, "to");
    });

    it("free their names, aliases and search keys when they go", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const keys = { usernameKey: "name", aliases: [email("e")], search: [{ attribute: "name", key: "n" }] };
      await storedUser(store, poolId, "one", keys);
      await store.users.delete(poolId, "one");
      await storedUser(store, poolId, "two", keys);
      assert.equal((await store.users.getByUsernameKey(poolId, "name"))?.sub, "two");
      const found = await store.users.search(poolId, { attribute: "name", match: "equals", key: "n" }, { limit: 9 });
      assert.deepEqual(subs(found.items), ["two"]);
    });

    it("are listed by sub, page after page", async () => {
      const poolId = await storedPool(given.store);
      for (const sub of ["b", "a", "C"]) await storedUser(given.store, poolId, sub);
      const first = await given.store.users.page(poolId, { limit: 2 });
      assert.deepEqual([subs(first.items), first.next], [["C", "a"], "a"]);
      const last = await given.store.users.page(poolId, { limit: 2, after: first.next });
      assert.deepEqual([subs(last.items), last.next], [["b"], undefined]);
    });
  });

  describe("search", () => {
    const all = async (poolId: string, search: UserSearch, limit: number) => {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await given.store.users.search(poolId, search, { limit, after });
        assert.ok(page.items.length <= limit);
        found.push(...subs(page.items));
        after = page.next;
      } while (after !== undefined);
      return found;
    };

    it("finds equal keys and beginnings in the order of key and sub", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const store1 = (sub: string, key: string) =>
        storedUser(store, poolId, sub, { search: [{ attribute: "name", key }] });
      await store1("4", "ada b");
      await store1("3", "ada");
      await store1("2", "ada");
      await store1("1", "adb");
      await store1("5", "ad");
      await storedUser(store, poolId, "6", { search: [{ attribute: "email", key: "ada" }] });
      for (const limit of [1, 2, 50]) {
        assert.deepEqual(await all(poolId, { attribute: "name", match: "equals", key: "ada" }, limit), ["2", "3"]);
        assert.deepEqual(await all(poolId, { attribute: "name", match: "prefix", key: "ada" }, limit), ["2", "3", "4"]);
        assert.deepEqual(await all(poolId, { attribute: "name", match: "prefix", key: "ad" }, limit), [
          "5",
          "2",
          "3",
          "4",
          "1",
        ]);
        assert.deepEqual(await all(poolId, { attribute: "name", match: "prefix", key: "" }, limit), [
          "5",
          "2",
          "3",
          "4",
          "1",
        ]);
      }
      assert.deepEqual(await all(poolId, { attribute: "name", match: "equals", key: "" }, 5), []);
      assert.deepEqual(await all(poolId, { attribute: "name", match: "prefix", key: "%" }, 5), []);
    });

    it("orders and bounds beginnings by code points, to the last of them", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const last = "\u{10ffff}";
      const keys = [
        "z",
        "é",
        "\u007f",
        "\u0080",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "𐀀",
        last,
        `${last}${last}`,
        `a${last}`,
        "b",
        "a\u0000",
        "a",
      ];
      for (const [n, key] of keys.entries()) {
        await storedUser(store, poolId, `s${String(n).padStart(2, "0")}`, { search: [{ attribute: "name", key }] });
      }
      const byCodePoint = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
      const expected = (prefix: string) =>
        keys
          .filter((key) => key.startsWith(prefix))
          .sort(byCodePoint)
          .map((key) => `s${String(keys.indexOf(key)).padStart(2, "0")}`);
      for (const prefix of ["", "a", `a${last}`, last, "\ud7ff", "\u007f", "\uffff", "𐀀", "é", "a\u0000"]) {
        assert.deepEqual(
          await all(poolId, { attribute: "name", match: "prefix", key: prefix }, 3),
          expected(prefix),
          JSON.stringify(prefix),
        );
      }
    });

    it("takes keys longer than an index may hold, as aliases too", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const long = "\u{1f600}".repeat(2048);
      const names = [`${long}a`, `${long}b`];
      for (const [n, key] of names.entries()) {
        await storedUser(store, poolId, `s${n}`, { aliases: [email(key)], search: [{ attribute: "name", key }] });
      }
      assert.equal((await store.users.getByAlias(poolId, [email(names[1]!)]))?.sub, "s1");
      assert.equal(await store.users.getByAlias(poolId, [email(long)]), undefined);
      await assert.rejects(storedUser(store, poolId, "s2", { aliases: [email(names[0]!)] }), exists("alias:email"));
      assert.deepEqual(await all(poolId, { attribute: "name", match: "equals", key: names[0]! }, 1), ["s0"]);
      assert.deepEqual(await all(poolId, { attribute: "name", match: "prefix", key: long }, 1), ["s0", "s1"]);
      assert.deepEqual(await all(poolId, { attribute: "name", match: "prefix", key: names[1]! }, 1), ["s1"]);
      assert.deepEqual(await all(poolId, { attribute: "name", match: "equals", key: long }, 1), []);
      await store.users.delete(poolId, "s0");
      assert.deepEqual(await all(poolId, { attribute: "name", match: "prefix", key: "" }, 9), ["s1"]);
    });

    it("follows an update of one key", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const user = await storedUser(store, poolId, "s", {
        search: [
          { attribute: "name", key: "old" },
          { attribute: "email", key: "e" },
        ],
      });
      await store.users.update(
        user,
        keysOf(user, {
          search: [
            { attribute: "name", key: "new" },
            { attribute: "email", key: "e" },
          ],
        }),
      );
      assert.deepEqual(await all(poolId, { attribute: "name", match: "equals", key: "old" }, 5), []);
      assert.deepEqual(await all(poolId, { attribute: "name", match: "equals", key: "new" }, 5), ["s"]);
      assert.deepEqual(await all(poolId, { attribute: "email", match: "equals", key: "e" }, 5), ["s"]);
    });
  });
}
