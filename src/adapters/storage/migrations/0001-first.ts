/** Migration 1: every table of the first version. Long because the whole schema is best read in one place. */
import type { Migration } from "./migration.js";

export const first: Migration = {
  version: 1,
  name: "first",
  statements: [
    `CREATE TABLE user_pools (
      id {key} NOT NULL PRIMARY KEY,
      account_id {key} NOT NULL,
      region {key} NOT NULL,
      name {text} NOT NULL,
      created_at {int} NOT NULL,
      modified_at {int} NOT NULL,
      version {int} NOT NULL,
      had_identity_provider {int} NOT NULL,
      document {text} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX user_pools_by_account ON user_pools (account_id, region, id)",
    // Pools whose users are still to be removed.
    "CREATE TABLE deleted_pools (pool_id {key} NOT NULL PRIMARY KEY) {rows by key}",
    // Counted in sixteen rows per pool, so that parallel sign-ups do not wait for one row.
    `CREATE TABLE user_counts (
      pool_id {key} NOT NULL,
      shard {int} NOT NULL,
      users {int} NOT NULL,
      PRIMARY KEY (pool_id, shard)
    ) {rows by key}`,

    `CREATE TABLE app_clients (
      id {key} NOT NULL PRIMARY KEY,
      pool_id {key} NOT NULL,
      name {text} NOT NULL,
      created_at {int} NOT NULL,
      modified_at {int} NOT NULL,
      version {int} NOT NULL,
      settings {text} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX app_clients_by_pool ON app_clients (pool_id, id)",
    `CREATE TABLE client_secrets (
      client_id {key} NOT NULL,
      id {key} NOT NULL,
      sealed_value {blob} NOT NULL,
      created_at {int} NOT NULL,
      PRIMARY KEY (client_id, id)
    ) {rows by key}`,

    `CREATE TABLE users (
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      username {text} NOT NULL,
      username_key {key} NOT NULL,
      status {text} NOT NULL,
      enabled {int} NOT NULL,
      attributes {text} NOT NULL,
      mfa {text} NOT NULL,
      lookup_keys {text} NOT NULL,
      created_at {int} NOT NULL,
      modified_at {int} NOT NULL,
      version {int} NOT NULL,
      PRIMARY KEY (pool_id, sub)
    ) {rows by number}`,
    "CREATE UNIQUE INDEX users_by_username ON users (pool_id, username_key)",
    `CREATE TABLE user_aliases (
      pool_id {key} NOT NULL,
      attribute {key} NOT NULL,
      alias_key {key} NOT NULL,
      sub {key} NOT NULL,
      PRIMARY KEY (pool_id, attribute, alias_key)
    ) {rows by key}`,
    // search_key is the indexed part of the key; long_key the whole of it where that is longer.
    `CREATE TABLE user_search (
      pool_id {key} NOT NULL,
      attribute {key} NOT NULL,
      search_key {key} NOT NULL,
      sub {key} NOT NULL,
      long_key {key},
      PRIMARY KEY (pool_id, attribute, search_key, sub)
    ) {rows by key}`,
    `CREATE TABLE credentials (
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      sealed {blob} NOT NULL,
      PRIMARY KEY (pool_id, sub)
    ) {rows by number}`,
    `CREATE TABLE password_history (
      id {sequence},
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      mac {blob} NOT NULL,
      set_at {int} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX password_history_by_user ON password_history (pool_id, sub, id)",

    `CREATE TABLE groups (
      pool_id {key} NOT NULL,
      name {key} NOT NULL,
      description {text},
      role_arn {text},
      precedence {int},
      created_at {int} NOT NULL,
      modified_at {int} NOT NULL,
      PRIMARY KEY (pool_id, name)
    ) {rows by number}`,
    `CREATE TABLE group_members (
      pool_id {key} NOT NULL,
      group_name {key} NOT NULL,
      sub {key} NOT NULL,
      PRIMARY KEY (pool_id, group_name, sub)
    ) {rows by key}`,
    "CREATE INDEX group_members_by_user ON group_members (pool_id, sub, group_name)",

    `CREATE TABLE resource_servers (
      pool_id {key} NOT NULL,
      identifier {key} NOT NULL,
      name {text} NOT NULL,
      scopes {text} NOT NULL,
      PRIMARY KEY (pool_id, identifier)
    ) {rows by number}`,
    `CREATE TABLE identity_providers (
      pool_id {key} NOT NULL,
      name {key} NOT NULL,
      type {text} NOT NULL,
      sealed_details {blob} NOT NULL,
      attribute_mapping {text},
      identifiers {text},
      created_at {int} NOT NULL,
      modified_at {int} NOT NULL,
      version {int} NOT NULL,
      PRIMARY KEY (pool_id, name)
    ) {rows by number}`,
    `CREATE TABLE identity_provider_identifiers (
      pool_id {key} NOT NULL,
      identifier {key} NOT NULL,
      name {key} NOT NULL,
      PRIMARY KEY (pool_id, identifier)
    ) {rows by key}`,
    "CREATE INDEX identity_provider_identifiers_by_name ON identity_provider_identifiers (pool_id, name)",
    `CREATE TABLE linked_identities (
      id {sequence},
      pool_id {key} NOT NULL,
      provider_name {key} NOT NULL,
      attribute_name {key} NOT NULL,
      attribute_key {key} NOT NULL,
      attribute_value {text} NOT NULL,
      sub {key} NOT NULL,
      linked_at {int} NOT NULL
    ) {rows by number}`,
    `CREATE UNIQUE INDEX linked_identities_by_identity
      ON linked_identities (pool_id, provider_name, attribute_name, attribute_key)`,
    "CREATE INDEX linked_identities_by_user ON linked_identities (pool_id, sub, linked_at, id)",
    `CREATE TABLE user_pool_domains (
      domain {key} NOT NULL PRIMARY KEY,
      pool_id {key} NOT NULL,
      kind {key} NOT NULL,
      certificate_arn {text},
      managed_login_version {int},
      configuration_version {text} NOT NULL,
      cloud_front_distribution {text} NOT NULL,
      created_at {int} NOT NULL
    ) {rows by number}`,
    "CREATE UNIQUE INDEX user_pool_domains_by_pool ON user_pool_domains (pool_id, kind)",

    `CREATE TABLE signing_keys (
      pool_id {key} NOT NULL,
      key_use {key} NOT NULL,
      kid {key} NOT NULL,
      sealed_private_key {blob} NOT NULL,
      public_jwk {text} NOT NULL,
      created_at {int} NOT NULL,
      PRIMARY KEY (pool_id, key_use)
    ) {rows by number}`,
    `CREATE TABLE spare_keys (
      id {key} NOT NULL PRIMARY KEY,
      sealed_private_key {blob} NOT NULL,
      public_jwk {text} NOT NULL,
      created_at {int} NOT NULL
    ) {rows by number}`,

    `CREATE TABLE token_sessions (
      event_id {key} NOT NULL PRIMARY KEY,
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      client_id {key} NOT NULL,
      origin_jti {text} NOT NULL,
      scopes {text} NOT NULL,
      auth_time {int} NOT NULL,
      created_at {int} NOT NULL,
      expires_at {int} NOT NULL,
      revoked_at {int},
      generation {int} NOT NULL,
      grace_until {int},
      device_key {text}
    ) {rows by number}`,
    "CREATE INDEX token_sessions_by_user ON token_sessions (pool_id, sub)",
    "CREATE INDEX token_sessions_by_expiry ON token_sessions (expires_at)",
    `CREATE TABLE codes (
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      purpose {key} NOT NULL,
      target {key} NOT NULL,
      mac {blob} NOT NULL,
      attribute {text} NOT NULL,
      sealed_destination {blob} NOT NULL,
      client_id {text} NOT NULL,
      issued_at {int} NOT NULL,
      expires_at {int} NOT NULL,
      tries_left {int} NOT NULL,
      PRIMARY KEY (pool_id, sub, purpose, target)
    ) {rows by number}`,
    "CREATE INDEX codes_by_expiry ON codes (expires_at)",
    // Marks and counters are found by a keyed MAC of their key: short, and no name or address of a person stays here.
    `CREATE TABLE consumed_marks (
      mark {blob} NOT NULL PRIMARY KEY,
      expires_at {int} NOT NULL
    ) {rows by key}`,
    "CREATE INDEX consumed_marks_by_expiry ON consumed_marks (expires_at)",
    `CREATE TABLE attempts (
      counter {blob} NOT NULL PRIMARY KEY,
      hits {int} NOT NULL,
      window_ends_at {int} NOT NULL
    ) {rows by key}`,
    "CREATE INDEX attempts_by_end ON attempts (window_ends_at)",
    // last_failure_at is null in a row that only exists to be locked.
    `CREATE TABLE lockouts (
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      failures {int} NOT NULL,
      last_failure_at {int},
      locked_until {int},
      PRIMARY KEY (pool_id, sub)
    ) {rows by key}`,
    "CREATE INDEX lockouts_by_age ON lockouts (last_failure_at)",

    `CREATE TABLE messages (
      id {key} NOT NULL PRIMARY KEY,
      pool_id {key} NOT NULL,
      addressee {blob} NOT NULL,
      sent_at {int} NOT NULL,
      sealed {blob} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX messages_by_pool ON messages (pool_id, id)",
    "CREATE INDEX messages_by_addressee ON messages (pool_id, addressee)",
    "CREATE INDEX messages_by_time ON messages (sent_at)",
    `CREATE TABLE auth_events (
      id {sequence},
      event_id {text} NOT NULL,
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      type {text} NOT NULL,
      response {text} NOT NULL,
      challenges {text} NOT NULL,
      client_id {text} NOT NULL,
      ip_address {text} NOT NULL,
      user_agent {text} NOT NULL,
      happened_at {int} NOT NULL
    ) {rows by number}`,
    "CREATE INDEX auth_events_by_user ON auth_events (pool_id, sub, id)",
    "CREATE INDEX auth_events_by_time ON auth_events (happened_at)",
    `CREATE TABLE audit_events (
      id {sequence},
      request_id {text} NOT NULL,
      happened_at {int} NOT NULL,
      operation {text} NOT NULL,
      actor {text} NOT NULL,
      ip_address {text} NOT NULL,
      pool_id {text}
    ) {rows by number}`,
  ],
};
