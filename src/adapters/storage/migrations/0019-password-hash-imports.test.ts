/** A job of schema version 18 has no hashes, and users made then keep their passwords. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createKeyring } from "../../crypto/keyring.js";
import { systemRandom } from "../../crypto/random.js";
import { aPool } from "../conformance/store-under-test.js";
import { openStore } from "../open-store.js";
import { prepareSchema } from "../schema.js";
import { DATABASE_FILE, schemaConnection } from "../sqlite.js";
import { SqliteSession } from "../sqlite-session.js";
import { migrations } from "./index.js";

test("a job from before is described without an algorithm, a credential from before is read as it was", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-version-18-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const session = new SqliteSession(join(dataDir, DATABASE_FILE));
  await prepareSchema(schemaConnection(session), keyring.checkValue(), migrations.slice(0, 18));
  const { id: poolId } = aPool();
  const columns = "id, pool_id, name, role_arn, status, created_at, imported, skipped, failed, file_lines, version";
  session.execute(`INSERT INTO user_import_jobs (${columns})
    VALUES ('import-a', '${poolId}', 'a', 'arn', 'Created', 5, 0, 0, 0, 0, 1);`);
  // Flags, time, length of the salt, salt, verifier: the form of all versions so far.
  const head = Buffer.alloc(10);
  head.writeUInt8(1, 0);
  head.writeDoubleBE(1_800_000_000_000, 1);
  head.writeUInt8(16, 9);
  const bytes = Buffer.concat([head, Buffer.alloc(16, 3), Buffer.alloc(384, 4)]);
  const sealed = keyring.seal({ purpose: "srp-verifier", poolId, subject: "ada" }, bytes);
  session.execute(
    `INSERT INTO credentials (pool_id, sub, sealed) VALUES ('${poolId}', 'ada', x'${sealed.toString("hex")}');`,
  );
  session.close();

  const store = await openStore({ dataDir, keyring, random: systemRandom() });
  t.after(() => store.close());
  const job = await store.userImportJobs.get(poolId, "import-a");
  assert.ok(job);
  assert.equal("hashing" in job, false);
  await store.userPools.insert(aPool({ id: poolId }));
  const credential = { salt: Buffer.alloc(16, 3), verifier: Buffer.alloc(384, 4), temporary: true };
  assert.deepEqual(await store.credentials.get(poolId, "ada"), {
    ...{ poolId, sub: "ada", setAt: 1_800_000_000_000 },
    ...credential,
  });
});
