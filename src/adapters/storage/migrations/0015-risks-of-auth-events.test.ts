/** A store of schema version 14 keeps its events, and new ones carry risks. */
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

test("an event of version 14 reads as one that nobody assessed, and can be judged", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-version-14-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const session = new SqliteSession(join(dataDir, DATABASE_FILE));
  await prepareSchema(schemaConnection(session), keyring.checkValue(), migrations.slice(0, 14));
  session.execute(`INSERT INTO auth_events (event_id, pool_id, sub, type, response, challenges, client_id, ip_address,
    user_agent, happened_at) VALUES ('e', 'p', 's', 'SignIn', 'Pass', '[]', 'c', '192.0.2.1', 'agent', 1000);`);
  session.close();

  const store = await openStore({ dataDir, keyring, random: systemRandom() });
  t.after(() => store.close());
  const event = {
    eventId: "e",
    poolId: "p",
    sub: "s",
    type: "SignIn",
    response: "Pass",
    challenges: [],
    clientId: "c",
    ipAddress: "192.0.2.1",
    userAgent: "agent",
    at: 1000,
  } as const;
  assert.deepEqual((await store.authEvents.page("p", "s", { limit: 9 })).items, [event]);
  const feedback = { value: "Valid", provider: "Admin", at: 2000 } as const;
  assert.equal(await store.authEvents.setFeedback("p", "s", "e", feedback), true);
  assert.deepEqual((await store.authEvents.page("p", "s", { limit: 9 })).items, [{ ...event, feedback }]);
});
