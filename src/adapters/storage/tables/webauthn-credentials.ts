/** Table: passkeys, their public keys sealed for pool, user and credential, so that none can be exchanged (T-26, T-51). */
import type { Passkey, PasskeyAttachment } from "../../../domain/passkey.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { PasskeyUse, WebAuthnCredentials } from "../../../ports/tables/webauthn-credentials.js";
import { fromDocument, fromFlag, toDocument, toFlag, withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { uniqueKey } from "../key-range.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface Row {
  readonly id: number;
  readonly pool_id: string;
  readonly sub: string;
  readonly credential_id: string;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly transports: string;
  readonly friendly_name: string;
  readonly relying_party_id: string;
  readonly attachment: PasskeyAttachment | null;
  readonly aaguid: string;
  readonly backup_eligible: number;
  readonly backed_up: number;
  readonly created_at: number;
  readonly last_used_at: number | null;
}

const columns = `pool_id, sub, credential_id, public_key, counter, transports, friendly_name, relying_party_id,
  attachment, aaguid, backup_eligible, backed_up, created_at, last_used_at`;
const poolExists = "EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = webauthn_credentials.pool_id)";
const getOne = read(
  `SELECT id, ${columns} FROM webauthn_credentials WHERE pool_id = ? AND credential_key = ? AND ${poolExists}`,
);
const listOfUser = read(
  `SELECT id, ${columns} FROM webauthn_credentials WHERE pool_id = ? AND sub = ? AND ${poolExists} ORDER BY id`,
);
const pageOfUser = read(
  `SELECT id, ${columns} FROM webauthn_credentials WHERE pool_id = ? AND sub = ? AND id > ? AND ${poolExists}
   ORDER BY id LIMIT ?`,
);
// Held for update, so that passkeys added at the same time are counted one after the other.
const lockUser = write("SELECT 1 AS found FROM users WHERE pool_id = ? AND sub = ? {for update}");
const countOfUser = write("SELECT COUNT(*) AS number FROM webauthn_credentials WHERE pool_id = ? AND sub = ?");
const insertOne = write(
  `INSERT INTO webauthn_credentials (${columns}, credential_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
   ON CONFLICT DO NOTHING`,
);
const useOne = write(
  `UPDATE webauthn_credentials SET counter = ?, backed_up = ?, last_used_at = ?
   WHERE pool_id = ? AND credential_key = ? AND sub = ? AND (counter < ? OR (counter = 0 AND ? = 0))`,
);
const deleteOne = write("DELETE FROM webauthn_credentials WHERE pool_id = ? AND credential_key = ? AND sub = ?");

/** Repository of passkeys. */
export class WebAuthnCredentialsTable implements WebAuthnCredentials {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(poolId: string, credentialId: string): Promise<Passkey | undefined> {
    const row = await this.#connection.get<Row>(getOne, poolId, uniqueKey(credentialId));
    return row && this.#passkey(row);
  }

  async listOfUser(poolId: string, sub: string): Promise<readonly Passkey[]> {
    const rows = await this.#connection.all<Row>(listOfUser, poolId, sub);
    return rows.map((row) => this.#passkey(row));
  }

  async page(poolId: string, sub: string, request: PageRequest): Promise<Page<Passkey>> {
    const rows = await this.#connection.all<Row>(pageOfUser, poolId, sub, Number(request.after ?? 0), rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#passkey(row),
      (row) => String(row.id),
    );
  }

  async insert(passkey: Passkey, most: number): Promise<boolean> {
    const { poolId, sub, credentialId } = passkey;
    return this.#connection.atomic(async (connection) => {
      if (!(await connection.get(lockUser, poolId, sub))) throw new Stale("user");
      const { number } = (await connection.get<{ number: number }>(countOfUser, poolId, sub))!;
      if (number >= most) return false;
      const inserted = await connection.run(
        insertOne,
        poolId,
        sub,
        credentialId,
        this.#keyring.seal(scopeOf(poolId, sub, credentialId), passkey.publicKey),
        passkey.counter,
        toDocument(passkey.transports),
        passkey.friendlyName,
        passkey.relyingPartyId,
        passkey.attachment ?? null,
        passkey.aaguid,
        toFlag(passkey.backupEligible),
        toFlag(passkey.backedUp),
        passkey.createdAt,
        passkey.lastUsedAt ?? null,
        uniqueKey(credentialId),
      );
      if (inserted === 0) throw new AlreadyExists("credential");
      return true;
    });
  }

  async use(
    { poolId, sub, credentialId }: Pick<Passkey, "poolId" | "sub" | "credentialId">,
    { counter, backedUp, at }: PasskeyUse,
  ): Promise<boolean> {
    const key = uniqueKey(credentialId);
    return (await this.#connection.run(useOne, counter, toFlag(backedUp), at, poolId, key, sub, counter, counter)) > 0;
  }

  async delete(poolId: string, sub: string, credentialId: string): Promise<boolean> {
    return (await this.#connection.run(deleteOne, poolId, uniqueKey(credentialId), sub)) > 0;
  }

  #passkey(row: Row): Passkey {
    return withoutNulls({
      poolId: row.pool_id,
      sub: row.sub,
      credentialId: row.credential_id,
      publicKey: this.#keyring.open(scopeOf(row.pool_id, row.sub, row.credential_id), row.public_key),
      counter: row.counter,
      transports: fromDocument<readonly string[]>(row.transports),
      friendlyName: row.friendly_name,
      relyingPartyId: row.relying_party_id,
      attachment: row.attachment,
      aaguid: row.aaguid,
      backupEligible: fromFlag(row.backup_eligible),
      backedUp: fromFlag(row.backed_up),
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
    });
  }
}

function scopeOf(poolId: string, sub: string, credentialId: string): KeyScope {
  return { purpose: "passkey-public-key", poolId, subject: JSON.stringify([sub, credentialId]) };
}
