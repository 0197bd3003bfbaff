/** Migration 14: messages that were given up are found without reading all that were sent. */
import type { Migration } from "./migration.js";

export const deadLetters: Migration = {
  version: 14,
  name: "dead letters",
  statements: [
    "CREATE INDEX messages_dead ON messages (id) WHERE state = 'dead'",
    "CREATE INDEX messages_dead_by_pool ON messages (pool_id, id) WHERE state = 'dead'",
  ],
};
