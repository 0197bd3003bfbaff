/** A pool of schema version 15 whose logs are configured has them delivered. */
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

test("a pool whose logs were configured before has its queues", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-version-15-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const session = new SqliteSession(join(dataDir, DATABASE_FILE));
  await prepareSchema(schemaConnection(session), keyring.checkValue(), migrations.slice(0, 15));
  const columns = "pool_id, kind, id, version, document, created_at, modified_at";
  session.execute(`INSERT INTO pool_settings (${columns}) VALUES ('p', 'log-delivery', 'p', 1, '{}', 0, 0);
    INSERT INTO pool_settings (${columns}) VALUES ('q', 'ui-customization', 'q', 1, '{}', 0, 0);`);
  session.close();

  const store = await openStore({ dataDir, keyring, random: systemRandom() });
  t.after(() => store.close());
  for (const [userPoolId, source] of [
    ["p", "userAuthEvents"],
    ["p", "userNotification"],
    ["q", "userAuthEvents"],
  ] as const) {
    await store.logEntries.insert({ id: `${userPoolId}-${source}`, userPoolId, source, at: 1, json: "{}" });
  }
  assert.deepEqual(
    (await store.logQueues.claimDue(1, "one", 1, 9)).map(({ userPoolId, source }) => `${userPoolId} ${source}`).sort(),
    ["p userAuthEvents", "p userNotification"],
  );
});
