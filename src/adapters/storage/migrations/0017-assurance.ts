/** Migration 17: what a sign-in was proven by, for the claims that say so and for going on from there. */
import type { Migration } from "./migration.js";

export const assurance: Migration = {
  version: 17,
  name: "assurance",
  statements: ["ALTER TABLE token_sessions ADD COLUMN assurance {text}"],
};
