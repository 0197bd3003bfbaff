/**
 * Migration 15: what threat protection found about an event, where it came from, and what somebody said about it. Events
 * that nobody looked at have no risk, and cost no index.
 */
import type { Migration } from "./migration.js";

export const risksOfAuthEvents: Migration = {
  version: 15,
  name: "risks of auth events",
  statements: [
    "ALTER TABLE auth_events ADD COLUMN risk {text}",
    "ALTER TABLE auth_events ADD COLUMN context {text}",
    "ALTER TABLE auth_events ADD COLUMN feedback {text}",
    "CREATE UNIQUE INDEX auth_events_assessed ON auth_events (pool_id, event_id) WHERE risk IS NOT NULL",
    `CREATE INDEX auth_events_known ON auth_events (pool_id, sub, id)
     WHERE risk IS NOT NULL AND (response = 'Pass' OR feedback IS NOT NULL)`,
  ],
};
