/** Migration 2: requests of Cloud Control, and what the owners of resources declared of them. */
import type { Migration } from "./migration.js";

export const declaredResources: Migration = {
  version: 2,
  name: "declared resources",
  statements: [
    // client_key is null without a client token, and again once the token may be used anew.
    `CREATE TABLE resource_requests (
      token {key} NOT NULL PRIMARY KEY,
      account_id {key} NOT NULL,
      region {key} NOT NULL,
      client_key {blob},
      content {blob} NOT NULL,
      type_name {text} NOT NULL,
      operation {text} NOT NULL,
      identifier {text},
      status {text} NOT NULL,
      error_code {text},
      message {text},
      started_at {int} NOT NULL,
      changed_at {int} NOT NULL
    ) {rows by number}`,
    "CREATE UNIQUE INDEX resource_requests_by_client_key ON resource_requests (client_key)",
    "CREATE INDEX resource_requests_by_account ON resource_requests (account_id, region, token)",
    "CREATE INDEX resource_requests_by_time ON resource_requests (started_at)",
    // Models hold secrets of identity providers, and names of people.
    `CREATE TABLE resource_declarations (
      pool_id {key} NOT NULL,
      resource {blob} NOT NULL,
      sealed_model {blob} NOT NULL,
      PRIMARY KEY (pool_id, resource)
    ) {rows by key}`,
  ],
};
