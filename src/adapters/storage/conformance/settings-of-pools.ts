/** Conformance: pools and what their owners set, which vanishes with them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultPoolSessions } from "../../../domain/token-session/configuration.js";
import type { UserPoolDomain } from "../../../domain/user-pool-domain.js";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { SigningKey } from "../../../ports/tables/signing-keys.js";
import type { SuiteStore } from "./describe-store.js";
import { aClient, aGroup, aPool, aProvider, NOW, storedPool, storedUser } from "./store-under-test.js";

const exists = (what: string) => (error: unknown) => error instanceof AlreadyExists && error.what === what;
const stale = (error: unknown) => error instanceof Stale;

function aDomain(poolId: string, domain: string, members: Partial<UserPoolDomain> = {}): UserPoolDomain {
  const base = {
    domain,
    poolId,
    kind: "prefix",
    configurationVersion: "1",
    cloudFrontDistribution: "d",
    createdAt: NOW,
  };
  return { ...(base as UserPoolDomain), ...members };
}

export function aSigningKey(poolId: string, members: Partial<SigningKey> = {}): SigningKey {
  const publicJwk = { kty: "RSA", n: "n", e: "AQAB" };
  return { poolId, use: "id", kid: "kid", privateKey: Buffer.from("private"), publicJwk, createdAt: NOW, ...members };
}

export function settingsOfPools(given: SuiteStore): void {
  describe("user pools", () => {
    it("come back as they were stored", async () => {
      const pool = aPool({
        name: "Ärzte & Co",
        version: 3,
        schema: [{ Name: "custom:x", AttributeDataType: "Number", NumberAttributeConstraints: { MaxValue: "9" } }],
        settings: { UsernameConfiguration: { CaseSensitive: false }, AliasAttributes: ["email"] },
        mfa: { configuration: "OPTIONAL", softwareToken: { Enabled: true } },
        tags: { a: "1", "": "empty" },
        hadIdentityProvider: true,
      });
      await given.store.userPools.insert(pool);
      assert.deepEqual(await given.store.userPools.get(pool.id), pool);
      await assert.rejects(given.store.userPools.insert(pool), exists("id"));
      assert.equal(await given.store.userPools.get("eu-north-1_nowhere"), undefined);
    });

    it("are updated only from the version that was read", async () => {
      const pool = aPool();
      await given.store.userPools.insert(pool);
      await given.store.userPools.update({ ...pool, name: "second" });
      await assert.rejects(given.store.userPools.update({ ...pool, name: "third" }), stale);
      const stored = await given.store.userPools.get(pool.id);
      assert.deepEqual([stored?.name, stored?.version], ["second", 2]);
    });

    it("are listed by id, page after page, of one account and region", async () => {
      const accountId = "210000000000";
      const ids = ["eu-north-1_a", "eu-north-1_B", "eu-north-1_c"];
      for (const id of ids) await given.store.userPools.insert(aPool({ id: `${id}-page`, accountId }));
      await given.store.userPools.insert(aPool({ id: "eu-north-1_other", accountId, region: "eu-west-1" }));
      const first = await given.store.userPools.page(accountId, "eu-north-1", { limit: 2 });
      assert.deepEqual(
        first.items.map((pool) => pool.id),
        ["eu-north-1_B-page", "eu-north-1_a-page"],
      );
      const last = await given.store.userPools.page(accountId, "eu-north-1", { limit: 2, after: first.next });
      assert.deepEqual(
        last.items.map((pool) => pool.id),
        ["eu-north-1_c-page"],
      );
      assert.equal(last.next, undefined);
      const whole = await given.store.userPools.page(accountId, "eu-north-1", { limit: 3 });
      assert.equal(whole.next, undefined, "a full last page has no next one");
    });

    it("take their settings with them, and come back empty", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      await store.appClients.insert(aClient(poolId, `${poolId}-client`));
      await store.clientSecrets.insert({ id: "s", clientId: `${poolId}-client`, value: "x", createdAt: NOW });
      await store.groups.insert(aGroup(poolId, "group"));
      await store.resourceServers.insert({ poolId, identifier: "rs", name: "n", scopes: [] });
      await store.identityProviders.insert(aProvider(poolId, "idp", { identifiers: ["known-as"] }));
      await store.userPoolDomains.insert(aDomain(poolId, `${poolId}-domain`));
      await store.signingKeys.insertIfAbsent(aSigningKey(poolId));
      await storedUser(store, poolId, "ada", { search: [{ attribute: "name", key: "ada" }] });
      await store.groups.addMember(poolId, "group", "ada");
      await store.userPools.delete(poolId);

      const isEmpty = async () => {
        assert.equal(await store.appClients.get(`${poolId}-client`), undefined);
        assert.deepEqual(await store.clientSecrets.list(`${poolId}-client`), []);
        assert.equal(await store.groups.get(poolId, "group"), undefined);
        assert.equal(await store.resourceServers.get(poolId, "rs"), undefined);
        assert.equal(await store.identityProviders.getByIdentifier(poolId, "known-as"), undefined);
        assert.equal(await store.userPoolDomains.get(`${poolId}-domain`), undefined);
        assert.deepEqual(await store.signingKeys.list(poolId), []);
        assert.equal(await store.users.getBySub(poolId, "ada"), undefined);
        assert.equal(await store.users.getByUsernameKey(poolId, "ada"), undefined);
        const search = { attribute: "name", match: "equals", key: "ada" } as const;
        assert.deepEqual((await store.users.search(poolId, search, { limit: 9 })).items, []);
        assert.deepEqual((await store.users.page(poolId, { limit: 9 })).items, []);
        assert.equal(await store.userPools.estimatedUsers(poolId), 0);
      };
      await isEmpty();
      // Before any sweep, the id comes back.
      await store.userPools.insert(aPool({ id: poolId }));
      await isEmpty();
      await store.groups.insert(aGroup(poolId, "group"));
      assert.deepEqual((await store.groups.pageMembers(poolId, "group", { limit: 9 })).items, []);
      await storedUser(store, poolId, "ada", { search: [{ attribute: "name", key: "ada" }] });
      while ((await store.sweep(NOW)) > 0);
      assert.ok(await store.users.getBySub(poolId, "ada"), "the sweep of the earlier pool spares the new one");
    });

    it("accept nothing new once they are gone", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      await store.userPools.delete(poolId);
      await assert.rejects(store.appClients.insert(aClient(poolId, `${poolId}-late`)), stale);
      await assert.rejects(store.groups.insert(aGroup(poolId, "g")), stale);
      await assert.rejects(storedUser(store, poolId, "late"), stale);
      await assert.rejects(store.signingKeys.insertIfAbsent(aSigningKey(poolId)), stale);
      await store.userPools.delete(poolId);
    });
  });

  describe("app clients and their secrets", () => {
    it("are read with their pool, and what is asked of both next", async () => {
      const { store } = given;
      const pool = aPool({ name: "with clients", tags: { a: "1" }, hadIdentityProvider: true });
      await store.userPools.insert(pool);
      const client = { ...aClient(pool.id, `${pool.id}-pair`), name: "its client", version: 7 };
      await store.appClients.insert(client);
      const first = { client: { ...client, hasSecrets: false }, pool: { ...pool, sessions: defaultPoolSessions } };
      assert.deepEqual(await store.appClients.withPool(client.id), first);

      const sessions = { tracking: "ENABLED", maxPerUser: 2 } as const;
      const times = { createdAt: NOW, modifiedAt: NOW };
      const key = { poolId: pool.id, kind: "session-configuration" } as const;
      await store.clientSecrets.insert({ id: "s", clientId: client.id, value: "x", createdAt: NOW });
      await store.poolSettings.insert({ ...key, ...times, id: pool.id, version: 1, document: sessions });
      // What the client itself has configured is not the pool's.
      await store.poolSettings.insert({
        ...key,
        ...times,
        id: client.id,
        clientId: client.id,
        version: 1,
        document: 0,
      });
      assert.deepEqual(await store.appClients.withPool(client.id), {
        client: { ...client, hasSecrets: true },
        pool: { ...pool, sessions },
      });
      await store.userPools.delete(pool.id);
      assert.equal(await store.appClients.withPool(client.id), undefined);
    });

    it("keep versions, count and order, and lose their secrets with them", async () => {
      const { appClients, clientSecrets } = given.store;
      const poolId = await storedPool(given.store);
      const ids = [`${poolId}b`, `${poolId}a`];
      for (const id of ids) await appClients.insert(aClient(poolId, id));
      const client = {
        ...aClient(poolId, ids[0]!),
        settings: { RefreshTokenValidity: 3, CallbackURLs: ["https://x"] },
      };
      await appClients.update(client);
      assert.deepEqual(await appClients.get(client.id), { ...client, version: 2 });
      await assert.rejects(appClients.update(client), stale);
      const other = await storedPool(given.store);
      await assert.rejects(appClients.insert(aClient(other, ids[0]!)), exists("id"), "unique in the installation");
      assert.deepEqual((await appClients.page(poolId, { limit: 1 })).next, `${poolId}a`);
      assert.equal(await appClients.count(poolId), 2);

      const secrets = [2, 1].map((at) => ({ id: `s${at}`, clientId: client.id, value: `secret ${at}`, createdAt: at }));
      for (const secret of secrets) await clientSecrets.insert(secret);
      await assert.rejects(clientSecrets.insert(secrets[0]!), exists("id"));
      assert.deepEqual(await clientSecrets.list(client.id), [secrets[1], secrets[0]]);
      assert.equal(await clientSecrets.delete(client.id, "s1"), true);
      assert.equal(await clientSecrets.delete(client.id, "s1"), false);
      await appClients.delete(client.id);
      await appClients.delete(client.id);
      assert.deepEqual(await clientSecrets.list(client.id), []);
      await assert.rejects(clientSecrets.insert(secrets[0]!), stale, "no secret of a client that is gone");
    });
  });

  describe("groups", () => {
    it("hold members in order, and forget them", async () => {
      const { store } = given;
      const poolId = await storedPool(store);
      const group = { ...aGroup(poolId, "staff"), description: "d", roleArn: "arn", precedence: 0 };
      await store.groups.insert(group);
      await store.groups.insert(aGroup(poolId, "Admins"));
      await assert.rejects(store.groups.insert(group), exists("name"));
      assert.deepEqual(await store.groups.get(poolId, "staff"), group);
      await store.groups.update(aGroup(poolId, "staff"));
      assert.deepEqual(await store.groups.get(poolId, "staff"), aGroup(poolId, "staff"), "what is absent is absent");
      await assert.rejects(store.groups.update(aGroup(poolId, "none")), stale);
      assert.equal(await store.groups.count(poolId), 2);
      assert.deepEqual(
        (await store.groups.page(poolId, { limit: 5 })).items.map((g) => g.name),
        ["Admins", "staff"],
      );

      for (const sub of ["c", "a", "b"]) {
        await storedUser(store, poolId, sub);
        await store.groups.addMember(poolId, "staff", sub);
        await store.groups.addMember(poolId, "staff", sub);
      }
      await store.groups.addMember(poolId, "Admins", "a");
      await assert.rejects(store.groups.addMember(poolId, "none", "a"), stale);
      const page = await store.groups.pageMembers(poolId, "staff", { limit: 2 });
      assert.deepEqual([page.items.map((user) => user.sub), page.next], [["a", "b"], "b"]);
      assert.equal((await store.groups.pageMembers(poolId, "staff", { limit: 2, after: "b" })).items[0]?.sub, "c");
      const ofUser = await store.groups.pageOfUser(poolId, "a", { limit: 1 });
      assert.deepEqual([ofUser.items.map((g) => g.name), ofUser.next], [["Admins"], "Admins"]);
      await store.groups.removeMember(poolId, "staff", "a");
      await store.groups.removeMember(poolId, "staff", "a");
      await store.users.delete(poolId, "b");
      assert.deepEqual(
        (await store.groups.pageMembers(poolId, "staff", { limit: 9 })).items.map((u) => u.sub),
        ["c"],
      );

      assert.equal(await store.groups.delete(poolId, "staff"), true);
      assert.equal(await store.groups.delete(poolId, "staff"), false);
      await store.groups.insert(group);
      assert.deepEqual((await store.groups.pageMembers(poolId, "staff", { limit: 9 })).items, []);
    });
  });

  describe("resource servers, identity providers, domains", () => {
    it("resource servers", async () => {
      const { resourceServers } = given.store;
      const poolId = await storedPool(given.store);
      const server = { poolId, identifier: "https://api", name: "api", scopes: [{ name: "read", description: "d" }] };
      await resourceServers.insert(server);
      await assert.rejects(resourceServers.insert(server), exists("identifier"));
      assert.deepEqual(await resourceServers.get(poolId, "https://api"), server);
      await resourceServers.update({ ...server, name: "API" });
      assert.equal((await resourceServers.page(poolId, { limit: 5 })).items[0]?.name, "API");
      await assert.rejects(resourceServers.update({ ...server, identifier: "none" }), stale);
      assert.equal(await resourceServers.count(poolId), 1);
      assert.equal(await resourceServers.delete(poolId, "https://api"), true);
      assert.equal(await resourceServers.delete(poolId, "https://api"), false);
    });

    it("identity providers, found by name and identifier", async () => {
      const { identityProviders } = given.store;
      const poolId = await storedPool(given.store);
      const members = {
        details: { client_secret: "s" },
        attributeMapping: { email: "mail" },
        identifiers: ["one", "two"],
      };
      const provider = aProvider(poolId, "first", members);
      await identityProviders.insert(provider);
      assert.deepEqual(await identityProviders.get(poolId, "first"), provider);
      await assert.rejects(identityProviders.insert(provider), exists("name"));
      await assert.rejects(
        identityProviders.insert(aProvider(poolId, "second", { identifiers: ["free", "two"] })),
        exists("identifier"),
      );
      assert.equal(await identityProviders.get(poolId, "second"), undefined, "nothing of it stays");
      assert.equal(await identityProviders.getByIdentifier(poolId, "free"), undefined);
      await identityProviders.update(aProvider(poolId, "first", { identifiers: ["two", "three"] }));
      assert.equal(await identityProviders.getByIdentifier(poolId, "one"), undefined);
      const found = await identityProviders.getByIdentifier(poolId, "three");
      assert.deepEqual(found, aProvider(poolId, "first", { identifiers: ["two", "three"], version: 2 }));
      await assert.rejects(identityProviders.update(provider), stale);
      assert.equal(await identityProviders.count(poolId), 1);
      assert.equal((await identityProviders.page(poolId, { limit: 1 })).items[0]?.name, "first");
      assert.equal(await identityProviders.delete(poolId, "first"), true);
      await identityProviders.insert(aProvider(poolId, "third", { identifiers: ["two"] }));
    });

    it("domains, one of a kind per pool and one of a name in all", async () => {
      const { userPoolDomains } = given.store;
      const [poolId, other] = [await storedPool(given.store), await storedPool(given.store)];
      const custom = aDomain(poolId, `${poolId}.example`, {
        kind: "custom",
        certificateArn: "arn",
        managedLoginVersion: 2,
      });
      await userPoolDomains.insert(custom);
      await userPoolDomains.insert(aDomain(poolId, poolId));
      await assert.rejects(userPoolDomains.insert(aDomain(other, poolId)), exists("domain"));
      await assert.rejects(userPoolDomains.insert(aDomain(poolId, `${poolId}-2`)), exists("pool"));
      assert.deepEqual(await userPoolDomains.get(custom.domain), custom);
      assert.equal((await userPoolDomains.listOfPool(poolId)).length, 2);
      await userPoolDomains.update({ ...custom, managedLoginVersion: 1 });
      assert.equal((await userPoolDomains.get(custom.domain))?.managedLoginVersion, 1);
      await assert.rejects(userPoolDomains.update(aDomain(poolId, "none")), stale);
      assert.equal(await userPoolDomains.delete(poolId), true);
      assert.equal(await userPoolDomains.delete(poolId), false);
    });
  });

  describe("signing keys", () => {
    it("are kept per use, the first one stays", async () => {
      const { signingKeys } = given.store;
      const poolId = await storedPool(given.store);
      const key = aSigningKey(poolId);
      assert.equal(await signingKeys.insertIfAbsent(key), true);
      assert.equal(await signingKeys.insertIfAbsent(aSigningKey(poolId, { kid: "later" })), false);
      const access = aSigningKey(poolId, { use: "access", kid: "second" });
      assert.equal(await signingKeys.insertIfAbsent(access), true);
      assert.deepEqual(await signingKeys.list(poolId), [access, key]);
    });
  });
}
