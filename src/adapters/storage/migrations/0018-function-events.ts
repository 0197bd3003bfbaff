/** Migration 18: asynchronous events of functions, which wait in the store until they are done or given up. */
import type { Migration } from "./migration.js";

export const functionEvents: Migration = {
  version: 18,
  name: "function events",
  statements: [
    `CREATE TABLE function_events (
      id {key} NOT NULL PRIMARY KEY,
      function_name {key} NOT NULL,
      accepted_at {int} NOT NULL,
      due_at {int} NOT NULL,
      failures {int} NOT NULL,
      throttles {int} NOT NULL,
      hops {int} NOT NULL,
      size {int} NOT NULL,
      claimed_by {text},
      claim_ends_at {int} NOT NULL,
      sealed {blob} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX function_events_due ON function_events (function_name, due_at, id)",
    "CREATE INDEX function_events_size ON function_events (due_at, size)",
    "CREATE INDEX function_events_claimed ON function_events (claimed_by) WHERE claimed_by IS NOT NULL",
  ],
};
