/** Migration 11: passkeys of users. */
import type { Migration } from "./migration.js";

export const webAuthnCredentials: Migration = {
  version: 11,
  name: "passkeys",
  statements: [
    // credential_key is the credential id as an index can hold it. The public key is no secret: it is sealed so that
    // nobody who can write to the database can put another in its place.
    `CREATE TABLE webauthn_credentials (
      id {sequence},
      pool_id {key} NOT NULL,
      sub {key} NOT NULL,
      credential_key {key} NOT NULL,
      credential_id {text} NOT NULL,
      public_key {blob} NOT NULL,
      counter {int} NOT NULL,
      transports {text} NOT NULL,
      friendly_name {text} NOT NULL,
      relying_party_id {text} NOT NULL,
      attachment {text},
      aaguid {text} NOT NULL,
      backup_eligible {int} NOT NULL,
      backed_up {int} NOT NULL,
      created_at {int} NOT NULL,
      last_used_at {int}
    ) {rows by number}`,
    "CREATE UNIQUE INDEX webauthn_credentials_by_credential ON webauthn_credentials (pool_id, credential_key)",
    "CREATE INDEX webauthn_credentials_by_user ON webauthn_credentials (pool_id, sub, id)",
  ],
};
