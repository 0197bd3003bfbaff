/** Migration 8: what a sign-in or a registration has come to between two calls, where it is too much for a sealed Session. */
import type { Migration } from "./migration.js";

export const challengeStates: Migration = {
  version: 8,
  name: "challenge states",
  statements: [
    `CREATE TABLE challenge_states (
      id {key} NOT NULL PRIMARY KEY,
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      purpose {text} NOT NULL,
      sealed {blob} NOT NULL,
      expires_at {int} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX challenge_states_by_user ON challenge_states (pool_id, sub)",
    "CREATE INDEX challenge_states_by_expiry ON challenge_states (expires_at)",
  ],
};
