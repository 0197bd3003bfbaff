/** Migration 4: settings that stand beside a pool or an app client, a document each. */
import type { Migration } from "./migration.js";

export const poolSettings: Migration = {
  version: 4,
  name: "pool settings",
  statements: [
    // claim is what only one setting of a kind may have in a pool, null where there is no such thing.
    `CREATE TABLE pool_settings (
      pool_id {key} NOT NULL,
      kind {key} NOT NULL,
      id {key} NOT NULL,
      client_id {key},
      claim {key},
      version {int} NOT NULL,
      document {text} NOT NULL,
      created_at {int} NOT NULL,
      modified_at {int} NOT NULL,
      PRIMARY KEY (pool_id, kind, id)
    ) {rows by number}`,
    "CREATE UNIQUE INDEX pool_settings_by_claim ON pool_settings (pool_id, kind, claim)",
    "CREATE INDEX pool_settings_by_client ON pool_settings (client_id)",
  ],
};
