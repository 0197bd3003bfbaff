/** Migration 5: what the companion services keep: records by name, and contents. */
import type { Migration } from "./migration.js";

export const companions: Migration = {
  version: 5,
  name: "companions",
  statements: [
    // Parameters, policies, environments of functions and key material: all of it sealed.
    `CREATE TABLE companion_records (
      account_id {key} NOT NULL,
      region {key} NOT NULL,
      kind {key} NOT NULL,
      name {key} NOT NULL,
      version {int} NOT NULL,
      sealed {blob} NOT NULL,
      PRIMARY KEY (account_id, region, kind, name)
    ) {rows by number}`,
    `CREATE TABLE companion_contents (
      id {key} NOT NULL PRIMARY KEY,
      sealed {blob} NOT NULL
    ) {rows by number}`,
  ],
};
