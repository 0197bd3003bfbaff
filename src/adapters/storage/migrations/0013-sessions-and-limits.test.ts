/** A sign-in of schema version 12 stays what it was, without a record, and further ones may have one. */
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
import { migrations } from "./index.js";

test("sign-ins of version 12 have no record and are not listed; a new one is", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-version-12-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const session = new SqliteSession(join(dataDir, DATABASE_FILE));
  await prepareSchema(schemaConnection(session), keyring.checkValue(), migrations.slice(0, 12));
  session.execute(`INSERT INTO user_pools VALUES ('eu-north-1_Version12', '123456789012', 'eu-north-1', 'twelfth', 1000,
    2000, 1, 0, '{"schema":[],"settings":{},"mfa":{"configuration":"OFF"},"tags":{}}');
    INSERT INTO token_sessions VALUES ('event', 'eu-north-1_Version12', 'sub-1', 'client', 'jti', '["openid"]', 1000, 1000,
    9000, NULL, 2, 3000, NULL);`);
  session.close();

  const store = await openStore({ dataDir, keyring, random: systemRandom() });
  t.after(() => store.close());
  const { tokenSessions } = store;
  const old = await tokenSessions.get("event");
  assert.deepEqual([old?.generation, old?.graceUntil, old?.record], [2, 3000, undefined]);
  assert.deepEqual(await tokenSessions.livingOfUser("eu-north-1_Version12", "sub-1", 2000, 9), []);
  assert.equal(await tokenSessions.evict("eu-north-1_Version12", "sub-1", 0, 2000), 0);
  const record = { sessionId: "tkn", lastActiveAt: 1500, ipAddress: "192.0.2.1", userAgent: "agent" };
  await tokenSessions.insert({ ...old!, eventId: "other", record });
  const listed = await tokenSessions.livingOfUser("eu-north-1_Version12", "sub-1", 2000, 9);
  assert.deepEqual(
    listed.map((one) => [one.eventId, one.record]),
    [["other", record]],
  );
  assert.deepEqual(await store.provisionedLimits.list(), []);
});
