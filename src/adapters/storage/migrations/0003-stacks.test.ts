/** A store of schema version 2 gets the tables of stacks, and they work. */
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

test("rows of version 2 stay, and stacks are kept beside them", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-version-2-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const session = new SqliteSession(join(dataDir, DATABASE_FILE));
  await prepareSchema(schemaConnection(session), keyring.checkValue(), migrations.slice(0, 2));
  session.execute(`INSERT INTO user_pools VALUES ('eu-north-1_Version02', '123456789012', 'eu-north-1', 'second', 1000,
    2000, 1, 0, '{"schema":[],"settings":{},"mfa":{"configuration":"OFF"},"tags":{}}');`);
  session.close();

  const store = await openStore({ dataDir, keyring, random: systemRandom() });
  t.after(() => store.close());
  assert.equal((await store.userPools.get("eu-north-1_Version02"))?.name, "second");
  const stack = {
    id: "arn:stack",
    accountId: "123456789012",
    region: "eu-north-1",
    name: "identity",
    createdAt: 1000,
    version: 1,
    document: { secret: "template" },
  };
  await store.stacks.insert(stack);
  assert.deepEqual(await store.stacks.getByName("123456789012", "eu-north-1", "identity"), stack);
});
