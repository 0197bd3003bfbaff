/** T-51: what a device proves itself by is not to be read in the store, and opens for its own user and key only. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createKeyring } from "../../crypto/keyring.js";
import { systemRandom } from "../../crypto/random.js";
import { aDevice } from "../conformance/devices.js";
import { NOW, storedPool } from "../conformance/store-under-test.js";
import { openStore } from "../open-store.js";
import { DATABASE_FILE } from "../sqlite.js";
import { SqliteSession } from "../sqlite-session.js";

test("T-51 verifiers of devices are sealed, each for its user and key", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-devices-"));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const random = systemRandom();
  const options = {
    dataDir,
    keyring: createKeyring(Buffer.alloc(32, 7)),
    random,
    clock: { now: () => NOW, monotonic: () => 0 },
  };
  const secret = { salt: random.bytes(16), verifier: random.bytes(384) };
  const store = await openStore(options);
  const poolId = await storedPool(store);
  for (const sub of ["ada", "bob"]) await store.devices.insert(aDevice(poolId, sub, { secret, name: "by its name" }));
  await store.close();
  const bytes = Buffer.concat(readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name))));
  assert.ok(bytes.includes("by its name"), "the rows are there");
  for (const part of [secret.salt, secret.verifier]) assert.equal(bytes.includes(part), false);

  const session = new SqliteSession(join(dataDir, DATABASE_FILE));
  session.execute("UPDATE devices SET sealed_secret = (SELECT sealed_secret FROM devices WHERE sub = 'bob')");
  session.close();
  const again = await openStore(options);
  t.after(() => again.close());
  assert.deepEqual((await again.devices.get(poolId, "bob", "eu-north-1_1"))?.secret, secret);
  await assert.rejects(again.devices.get(poolId, "ada", "eu-north-1_1"), { name: "SealBroken" });
});
