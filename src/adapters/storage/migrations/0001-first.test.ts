/** A store of schema version 1, as it was released, reads as it should; later migrations are held against the same rows. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createKeyring } from "../../crypto/keyring.js";
import { systemRandom } from "../../crypto/random.js";
import { openStore } from "../open-store.js";
import { prepareSchema } from "../schema.js";
import { DATABASE_FILE, schemaConnection } from "../sqlite.js";
import { SqliteSession } from "../sqlite-session.js";
import { first } from "./0001-first.js";

const rows = `
  INSERT INTO user_pools VALUES ('eu-north-1_Version01', '123456789012', 'eu-north-1', 'first', 1000, 2000, 3, 1,
    '{"schema":[{"Name":"email"}],"settings":{"AliasAttributes":["email"]},"mfa":{"configuration":"OFF"},"tags":{"a":"b"}}');
  INSERT INTO user_counts VALUES ('eu-north-1_Version01', 1, 1);
  INSERT INTO app_clients VALUES ('client', 'eu-north-1_Version01', 'web', 1000, 2000, 1, '{"ExplicitAuthFlows":[]}');
  INSERT INTO users VALUES ('eu-north-1_Version01', 'sub-1', 'Ada', 'ada', 'CONFIRMED', 1, '[["email","ada@example.com"]]',
    '{"enabled":[]}', '{"aliases":[["email","ada@example.com"]],"search":[["email","ada@example.com"]]}', 1000, 2000, 4);
  INSERT INTO user_aliases VALUES ('eu-north-1_Version01', 'email', 'ada@example.com', 'sub-1');
  INSERT INTO user_search VALUES ('eu-north-1_Version01', 'email', 'ada@example.com', 'sub-1', NULL);
  INSERT INTO groups VALUES ('eu-north-1_Version01', 'staff', NULL, 'arn', 0, 1000, 2000);
  INSERT INTO group_members VALUES ('eu-north-1_Version01', 'staff', 'sub-1');
  INSERT INTO token_sessions VALUES ('event', 'eu-north-1_Version01', 'sub-1', 'client', 'jti', '["openid"]', 1000, 1000,
    9000, NULL, 2, 3000, NULL);`;

test("rows of version 1", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-version-1-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const session = new SqliteSession(join(dataDir, DATABASE_FILE));
  await prepareSchema(schemaConnection(session), keyring.checkValue(), [first]);
  session.execute(rows);
  session.close();

  const store = await openStore({ dataDir, keyring, random: systemRandom() });
  const poolId = "eu-north-1_Version01";
  assert.deepEqual(await store.userPools.get(poolId), {
    id: poolId,
    region: "eu-north-1",
    accountId: "123456789012",
    name: "first",
    createdAt: 1000,
    modifiedAt: 2000,
    version: 3,
    schema: [{ Name: "email" }],
    settings: { AliasAttributes: ["email"] },
    mfa: { configuration: "OFF" },
    tags: { a: "b" },
    hadIdentityProvider: true,
  });
  const ada = {
    poolId,
    sub: "sub-1",
    username: "Ada",
    status: "CONFIRMED",
    enabled: true,
    attributes: new Map([["email", "ada@example.com"]]),
    mfa: { enabled: [] },
    createdAt: 1000,
    modifiedAt: 2000,
    version: 4,
  };
  assert.deepEqual(await store.users.getByAlias(poolId, [{ attribute: "email", key: "ada@example.com" }]), ada);
  assert.deepEqual((await store.groups.pageMembers(poolId, "staff", { limit: 9 })).items, [ada]);
  const search = { attribute: "email", match: "prefix", key: "ada@" } as const;
  assert.deepEqual((await store.users.search(poolId, search, { limit: 9 })).items, [ada]);
  assert.deepEqual(await store.groups.get(poolId, "staff"), {
    poolId,
    name: "staff",
    roleArn: "arn",
    precedence: 0,
    createdAt: 1000,
    modifiedAt: 2000,
  });
  assert.equal((await store.appClients.get("client"))?.name, "web");
  const lineage = await store.tokenSessions.get("event");
  assert.deepEqual([lineage?.generation, lineage?.graceUntil, lineage?.revokedAt], [2, 3000, undefined]);
  assert.equal(await store.userPools.estimatedUsers(poolId), 1);
  await store.users.delete(poolId, "sub-1");
  assert.deepEqual((await store.users.search(poolId, search, { limit: 9 })).items, []);
  await store.close();
});
