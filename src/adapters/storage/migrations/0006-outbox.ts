/** Migration 6: the outbox: how far the delivery of a message has come, and who is at it. */
import type { Migration } from "./migration.js";

export const outbox: Migration = {
  version: 6,
  name: "outbox",
  statements: [
    // Messages of before were never to be delivered. No column holds a secret: failure is an error's name.
    "ALTER TABLE messages ADD COLUMN state {text} NOT NULL DEFAULT 'kept'",
    "ALTER TABLE messages ADD COLUMN attempts {int} NOT NULL DEFAULT 0",
    // When somebody may next try: for a claimed message, when its claim ends.
    "ALTER TABLE messages ADD COLUMN due_at {int} NOT NULL DEFAULT 0",
    "ALTER TABLE messages ADD COLUMN claimed_by {text}",
    "ALTER TABLE messages ADD COLUMN failure {text}",
    // Holds what waits only, and so stays as small as the outbox is.
    "CREATE INDEX messages_due ON messages (due_at, id) WHERE state = 'pending'",
  ],
};
