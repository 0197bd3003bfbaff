/** Migration 19: what made the password hashes in the file of an import job. Jobs that are there have none. */
import type { Migration } from "./migration.js";

export const passwordHashImports: Migration = {
  version: 19,
  name: "password hash imports",
  statements: ["ALTER TABLE user_import_jobs ADD COLUMN hashing {text}"],
};
