/** Migration 13: what is recorded of a tracked sign-in, and the request rates that were provisioned. */
import type { Migration } from "./migration.js";

export const sessionsAndLimits: Migration = {
  version: 13,
  name: "sessions and limits",
  statements: [
    // All four are null where the pool does not track sessions.
    "ALTER TABLE token_sessions ADD COLUMN session_id {key}",
    "ALTER TABLE token_sessions ADD COLUMN last_active_at {int}",
    "ALTER TABLE token_sessions ADD COLUMN ip_address {text}",
    "ALTER TABLE token_sessions ADD COLUMN user_agent {text}",
    "CREATE UNIQUE INDEX token_sessions_by_session ON token_sessions (session_id)",
    "CREATE INDEX token_sessions_by_activity ON token_sessions (pool_id, sub, last_active_at, event_id)",
    `CREATE TABLE provisioned_limits (
      region {key} NOT NULL,
      category {key} NOT NULL,
      requests_per_second {int} NOT NULL,
      modified_at {int} NOT NULL,
      PRIMARY KEY (region, category)
    ) {rows by key}`,
  ],
};
