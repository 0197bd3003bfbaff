/** Migration 12: user import jobs, the files they read, the one that runs in a pool, and what became of each line. */
import type { Migration } from "./migration.js";

export const userImport: Migration = {
  version: 12,
  name: "user import",
  statements: [
    `CREATE TABLE user_import_jobs (
      id {key} NOT NULL PRIMARY KEY,
      pool_id {key} NOT NULL,
      name {text} NOT NULL,
      role_arn {text} NOT NULL,
      status {text} NOT NULL,
      created_at {int} NOT NULL,
      started_at {int},
      completed_at {int},
      imported {int} NOT NULL,
      skipped {int} NOT NULL,
      failed {int} NOT NULL,
      message {text},
      file_id {text},
      file_lines {int} NOT NULL,
      version {int} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX user_import_jobs_by_pool ON user_import_jobs (pool_id, created_at, id)",
    // The key is what lets one job run in a pool; the table holds what runs or waits to, and nothing else.
    `CREATE TABLE user_import_runs (
      pool_id {key} NOT NULL PRIMARY KEY,
      job_id {key} NOT NULL,
      started_at {int} NOT NULL,
      due_at {int} NOT NULL,
      claimed_by {text}
    ) {rows by number}`,
    "CREATE INDEX user_import_runs_due ON user_import_runs (due_at, pool_id)",
    `CREATE TABLE user_import_files (
      file_id {key} NOT NULL,
      part {int} NOT NULL,
      pool_id {key} NOT NULL,
      sealed {blob} NOT NULL,
      expires_at {int} NOT NULL,
      PRIMARY KEY (file_id, part)
    ) {rows by number}`,
    "CREATE INDEX user_import_files_by_pool ON user_import_files (pool_id, file_id, part)",
    "CREATE INDEX user_import_files_by_expiry ON user_import_files (expires_at)",
    `CREATE TABLE user_import_log (
      job_id {key} NOT NULL,
      entry {int} NOT NULL,
      pool_id {key} NOT NULL,
      written_at {int} NOT NULL,
      lines {text} NOT NULL,
      PRIMARY KEY (job_id, entry)
    ) {rows by number}`,
    "CREATE INDEX user_import_log_by_pool ON user_import_log (pool_id, job_id, entry)",
    "CREATE INDEX user_import_log_by_time ON user_import_log (written_at)",
  ],
};
