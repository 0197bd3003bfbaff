/** Conformance: every text goes in and comes out as it is, and never becomes part of a statement (T-35). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SuiteStore } from "./describe-store.js";
import {
  aClient,
  aCode,
  aGroup,
  aMessage,
  aPool,
  aProvider,
  aTokenSession,
  aUser,
  keysOf,
  NOW,
  storedPool,
} from "./store-under-test.js";

const texts = [
  "' OR '1'='1",
  "'; DROP TABLE users; --",
  '"; DROP TABLE users; --',
  "$1 ? :a @b {key} {for update}",
  "%_[^]*\\",
  "back\\slash \\' \\u0027",
  "line\nbreak\ttab\r",
  "nul\u0000behind",
  "\u0001\u0001\u0002",
  "\u0000",
  "żółć 漢字 👩‍💻 \u202e",
  "null",
  "0x41",
];

export function exactValues(given: SuiteStore): void {
  describe("texts with a meaning elsewhere", () => {
    for (const text of texts) {
      it(JSON.stringify(text), async () => {
        const { store } = given;
        const pool = aPool({ name: text, tags: { [text]: text } });
        await store.userPools.insert(pool);
        assert.deepEqual(await store.userPools.get(pool.id), pool);
        assert.equal(await store.userPools.get(text), undefined);
        assert.deepEqual((await store.userPools.page(text, text, { limit: 1, after: text })).items, []);

        const user = aUser(pool.id, text, { attributes: new Map([[text, text]]) });
        const keys = {
          usernameKey: text,
          aliases: [{ attribute: "email", key: text }] as const,
          search: [{ attribute: text, key: text }],
        };
        await store.users.insert(user, keysOf(user, keys));
        assert.deepEqual(await store.users.getBySub(pool.id, text), user);
        assert.deepEqual(await store.users.getByUsernameKey(pool.id, text), user);
        assert.deepEqual(await store.users.getByAlias(pool.id, [{ attribute: "email", key: text }]), user);
        for (const match of ["equals", "prefix"] as const) {
          const found = await store.users.search(pool.id, { attribute: text, match, key: text }, { limit: 2 });
          assert.deepEqual(found.items, [user]);
          const none = await store.users.search(pool.id, { attribute: "email", match, key: text }, { limit: 2 });
          assert.deepEqual(none.items, []);
        }
        await store.users.update({ ...user, enabled: false }, keysOf(user, keys));
        assert.equal((await store.users.getBySub(pool.id, text))?.enabled, false);

        const client = { ...aClient(pool.id, `${pool.id}${text}`), name: text };
        await store.appClients.insert(client);
        assert.deepEqual(await store.appClients.get(client.id), client);
        const secret = { id: text, clientId: client.id, value: text, createdAt: NOW };
        await store.clientSecrets.insert(secret);
        assert.deepEqual(await store.clientSecrets.list(client.id), [secret]);

        const group = { ...aGroup(pool.id, text), description: text, roleArn: text };
        await store.groups.insert(group);
        await store.groups.addMember(pool.id, text, text);
        assert.deepEqual((await store.groups.pageOfUser(pool.id, text, { limit: 1 })).items, [group]);
        const provider = aProvider(pool.id, text, { details: { [text]: text }, identifiers: [text] });
        await store.identityProviders.insert(provider);
        assert.deepEqual(await store.identityProviders.getByIdentifier(pool.id, text), provider);
        const identity = {
          poolId: pool.id,
          providerName: text,
          attributeName: text,
          attributeValue: text,
          sub: text,
          linkedAt: NOW,
        };
        await store.linkedIdentities.insert(identity);
        assert.deepEqual(await store.linkedIdentities.get(pool.id, text, text, text), identity);
        const server = { poolId: pool.id, identifier: text, name: text, scopes: [{ name: text, description: text }] };
        await store.resourceServers.insert(server);
        assert.deepEqual(await store.resourceServers.get(pool.id, text), server);

        const session = {
          ...aTokenSession(pool.id, text, `${pool.id}${text}`),
          clientId: text,
          originJti: text,
          deviceKey: text,
        };
        await store.tokenSessions.insert(session);
        assert.deepEqual(await store.tokenSessions.get(session.eventId), session);
        const code = aCode(pool.id, text, { target: text, destination: text, clientId: text });
        await store.codes.put(code);
        assert.deepEqual(await store.codes.take(code, NOW), { ...code, triesLeft: 4 });
        const message = aMessage(pool.id, `${pool.id}${text}`, { username: text, text });
        await store.messages.insert(message);
        assert.deepEqual(await store.messages.list({ userPoolId: pool.id, limit: 2 }), [message]);
        assert.equal(await store.attempts.hit(`${pool.id}${text}`, NOW, 1), 1);
        assert.equal(await store.consumedMarks.consume(`${pool.id}${text}`, NOW + 1), true);

        await store.users.delete(pool.id, text);
        assert.equal(await store.users.getBySub(pool.id, text), undefined);
        assert.deepEqual(await store.messages.list({ userPoolId: pool.id, limit: 2 }), []);
      });
    }

    it("texts that only differ behind a U+0000 are two", async () => {
      const poolId = await storedPool(given.store);
      for (const name of ["a", "a\u0000", "a\u0000b", "a\u0001", "a\u0001\u0001"]) {
        await given.store.groups.insert(aGroup(poolId, name));
      }
      const { items } = await given.store.groups.page(poolId, { limit: 9 });
      assert.deepEqual(
        items.map((group) => group.name),
        ["a", "a\u0000", "a\u0000b", "a\u0001", "a\u0001\u0001"],
      );
    });
  });
}
