/** Migration 3: CloudFormation stacks and what belongs to them. */
import type { Migration } from "./migration.js";

export const stacks: Migration = {
  version: 3,
  name: "stacks",
  statements: [
    // living_name is the name while the stack exists: one living stack of a name.
    `CREATE TABLE stacks (
      id {key} NOT NULL PRIMARY KEY,
      account_id {key} NOT NULL,
      region {key} NOT NULL,
      name {text} NOT NULL,
      living_name {key},
      created_at {int} NOT NULL,
      deleted_at {int},
      worked_until {int},
      version {int} NOT NULL,
      sealed {blob} NOT NULL
    ) {rows by number}`,
    "CREATE UNIQUE INDEX stacks_by_name ON stacks (account_id, region, living_name)",
    "CREATE INDEX stacks_by_account ON stacks (account_id, region, id)",
    "CREATE INDEX stacks_by_work ON stacks (worked_until)",
    "CREATE INDEX stacks_by_end ON stacks (deleted_at)",
    `CREATE TABLE stack_resources (
      stack_id {key} NOT NULL,
      logical_id {key} NOT NULL,
      physical_id {key},
      updated_at {int} NOT NULL,
      sealed {blob} NOT NULL,
      PRIMARY KEY (stack_id, logical_id)
    ) {rows by number}`,
    "CREATE INDEX stack_resources_by_physical_id ON stack_resources (physical_id)",
    `CREATE TABLE stack_events (
      id {sequence},
      stack_id {key} NOT NULL,
      sealed {blob} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX stack_events_by_stack ON stack_events (stack_id, id)",
    `CREATE TABLE change_sets (
      id {key} NOT NULL PRIMARY KEY,
      stack_id {key} NOT NULL,
      name {key} NOT NULL,
      created_at {int} NOT NULL,
      version {int} NOT NULL,
      sealed {blob} NOT NULL
    ) {rows by number}`,
    "CREATE UNIQUE INDEX change_sets_by_name ON change_sets (stack_id, name)",
    `CREATE TABLE stack_exports (
      account_id {key} NOT NULL,
      region {key} NOT NULL,
      name {key} NOT NULL,
      stack_id {key} NOT NULL,
      sealed_value {blob} NOT NULL,
      PRIMARY KEY (account_id, region, name)
    ) {rows by key}`,
    `CREATE TABLE stack_imports (
      account_id {key} NOT NULL,
      region {key} NOT NULL,
      name {key} NOT NULL,
      stack_id {key} NOT NULL,
      PRIMARY KEY (account_id, region, name, stack_id)
    ) {rows by key}`,
    "CREATE INDEX stack_imports_by_stack ON stack_imports (stack_id)",
  ],
};
