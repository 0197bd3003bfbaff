/** Migration 10: devices that users have confirmed. */
import type { Migration } from "./migration.js";

export const devices: Migration = {
  version: 10,
  name: "devices",
  statements: [
    `CREATE TABLE devices (
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      device_key {key} NOT NULL,
      client_id {key} NOT NULL,
      name {text},
      remembered {int} NOT NULL,
      sealed_secret {blob},
      created_at {int} NOT NULL,
      modified_at {int} NOT NULL,
      last_authenticated_at {int} NOT NULL,
      last_ip_address {text} NOT NULL,
      PRIMARY KEY (pool_id, sub, device_key)
    ) {rows by number}`,
    "CREATE INDEX devices_by_use ON devices (pool_id, sub, last_authenticated_at, device_key)",
  ],
};
