/** Every statement finds its rows by an index and reads them in its order: the cost does not grow with the number of users. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { prepareSchema } from "./schema.js";
import { schemaConnection } from "./sqlite.js";
import { SqliteSession } from "./sqlite-session.js";
import { allStatements } from "./statement.js";
import "./store-over.js";
import "./store-report.js";

/** What may read a whole table, and why. */
const wholeTables: readonly (readonly [start: string, reason: string])[] = [
  ["SELECT COUNT(*) AS number FROM spare_keys", "a handful of rows"],
  ["DELETE FROM spare_keys", "takes the first row"],
  ["SELECT pool_id FROM deleted_pools", "takes the first rows"],
  ["SELECT request_id", "takes the newest rows, in the order of the table"],
  ["SELECT id FROM user_pools ORDER BY id", "verify reads everything"],
  ["SELECT id FROM stacks ORDER BY id", "verify reads everything"],
  ["SELECT account_id, region, kind, name FROM companion_records ORDER BY", "verify reads everything"],
  ["SELECT id FROM companion_contents ORDER BY id", "verify reads everything"],
  ["SELECT pool_id, sub, purpose, target FROM codes ORDER BY", "verify reads everything"],
  ["SELECT client_id, id, sealed_value", "sorts the secrets of one client: two at most"],
  ["UPDATE messages SET claimed_by", "scans the few rows that it has just chosen by their index"],
  ["UPDATE user_import_runs SET claimed_by", "scans the row that it has just chosen by its index"],
  [
    "UPDATE function_events SET claimed_by = ?, claim_ends_at",
    "scans the few rows that it has just chosen by their index",
  ],
  ["UPDATE log_queues SET claimed_by", "scans the few rows that it has just chosen by their index"],
  ["SELECT pool_id, file_id, part FROM user_import_files ORDER BY", "verify reads everything"],
];

test("no statement reads a table from end to end or sorts what it found", async () => {
  const session = new SqliteSession(undefined);
  await prepareSchema(schemaConnection(session), "check");
  let explained = 0;
  for (const { sqlite } of allStatements()) {
    // Control statements have no plan; those without a condition empty a table and say so.
    if (!/^(SELECT|INSERT|UPDATE|DELETE)/.test(sqlite) || /^DELETE FROM \w+$/.test(sqlite)) continue;
    const values = Array.from({ length: sqlite.split("?").length - 1 }, () => "1");
    const plan = session.query<{ detail: string }>(`EXPLAIN QUERY PLAN ${sqlite}`, ...values).map((row) => row.detail);
    explained += 1;
    const bad = plan.filter((step) => /^SCAN (?!CONSTANT)|TEMP B-TREE/.test(step));
    if (wholeTables.some(([start]) => sqlite.startsWith(start))) continue;
    assert.deepEqual(bad, [], `${sqlite}\n${plan.join("\n")}`);
  }
  assert.ok(explained > 90, `${explained} statements are loaded`);
  session.close();
});
