/** Migration 16: lines of exported logs that wait to be delivered, and the queues they wait in. */
import type { Migration } from "./migration.js";

export const logDelivery: Migration = {
  version: 16,
  name: "log delivery",
  statements: [
    `CREATE TABLE log_entries (
      id {key} NOT NULL PRIMARY KEY,
      pool_id {key} NOT NULL,
      source {key} NOT NULL,
      written_at {int} NOT NULL,
      sealed {blob} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX log_entries_by_queue ON log_entries (pool_id, source, id)",
    "CREATE INDEX log_entries_by_time ON log_entries (written_at)",
    `CREATE TABLE log_queues (
      pool_id {key} NOT NULL,
      source {key} NOT NULL,
      due_at {int} NOT NULL,
      failures {int} NOT NULL,
      claimed_by {text},
      PRIMARY KEY (pool_id, source)
    ) {rows by number}`,
    "CREATE INDEX log_queues_due ON log_queues (due_at, pool_id, source)",
    // Pools whose logs were configured before anything was delivered.
    `INSERT INTO log_queues (pool_id, source, due_at, failures)
     SELECT pool_id, 'userAuthEvents', 0, 0 FROM pool_settings WHERE kind = 'log-delivery'`,
    `INSERT INTO log_queues (pool_id, source, due_at, failures)
     SELECT pool_id, 'userNotification', 0, 0 FROM pool_settings WHERE kind = 'log-delivery'`,
  ],
};
