/**
 * Migration 20: a sign-in writes two trees less. The sessions of a user are found by the index of their use, which begins
 * with him; only sessions that are tracked have an id to be found by.
 */
import type { Migration } from "./migration.js";

export const fewerIndexesOfTokenSessions: Migration = {
  version: 20,
  name: "fewer indexes of token sessions",
  statements: [
    "DROP INDEX token_sessions_by_user",
    "DROP INDEX token_sessions_by_session",
    "CREATE UNIQUE INDEX token_sessions_by_session ON token_sessions (session_id) WHERE session_id IS NOT NULL",
  ],
};
