/** Migration 9: software tokens of users: one that is proven, and one that is about to be. */
import type { Migration } from "./migration.js";

export const softwareTokens: Migration = {
  version: 9,
  name: "software tokens",
  statements: [
    // state: 'verified' or 'pending'. What is sealed holds the secret and the device's name.
    `CREATE TABLE software_tokens (
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      state {key} NOT NULL,
      sealed {blob} NOT NULL,
      last_step {int} NOT NULL,
      created_at {int} NOT NULL,
      PRIMARY KEY (pool_id, sub, state)
    ) {rows by key}`,
  ],
};
