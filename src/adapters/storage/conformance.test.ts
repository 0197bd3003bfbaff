/** Every adapter passes the conformance suites: SQLite in a folder, SQLite in memory, PostgreSQL. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTestDatabase } from "../../../test/postgres-server.js";
import { createKeyring } from "../crypto/keyring.js";
import { systemRandom } from "../crypto/random.js";
import { describeStore } from "./conformance/describe-store.js";
import { NOW } from "./conformance/store-under-test.js";
import { openStore } from "./open-store.js";

const given = {
  keyring: createKeyring(Buffer.alloc(32, 7)),
  random: systemRandom(),
  clock: { now: () => NOW, monotonic: () => 0 },
  guardNesting: true,
};

describeStore("SQLite in memory", async () => {
  const store = await openStore(given);
  return { store, close: () => store.close() };
});

describeStore("SQLite in a folder", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "poolhouse-store-"));
  const store = await openStore({ ...given, dataDir });
  return {
    store,
    async close() {
      await store.close();
      rmSync(dataDir, { recursive: true });
    },
  };
});

describeStore("PostgreSQL", async () => {
  const database = await openTestDatabase();
  const store = await openStore({ ...given, database: database.url });
  return {
    store,
    another: () => openStore({ ...given, database: database.url }),
    async close() {
      await store.close();
      await database.close();
    },
  };
});
