/** Tables: signing keys of pools and the stock of spare key pairs; private halves are sealed (T-51). */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import type { Random } from "../../../ports/random.js";
import type { SigningKey, SigningKeys, StoredKeyPair } from "../../../ports/tables/signing-keys.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

interface SigningKeyRow {
  readonly pool_id: string;
  readonly key_use: string;
  readonly kid: string;
  readonly sealed_private_key: Buffer;
  readonly public_jwk: string;
  readonly created_at: number;
}

const columns = "pool_id, key_use, kid, sealed_private_key, public_jwk, created_at";
const listOfPool = read(`SELECT ${columns} FROM signing_keys WHERE pool_id = ? ORDER BY key_use`);
const insertKey = write(
  `INSERT INTO signing_keys (${columns}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (pool_id, key_use) DO NOTHING`,
);
const insertSpare = write(
  "INSERT INTO spare_keys (id, sealed_private_key, public_jwk, created_at) VALUES (?, ?, ?, ?)",
);
const takeSpare = write(
  `DELETE FROM spare_keys WHERE id = (SELECT id FROM spare_keys ORDER BY id LIMIT 1 {skip locked})
   RETURNING id, sealed_private_key, public_jwk`,
);
const countSpares = read("SELECT COUNT(*) AS number FROM spare_keys");

/** Repository of signing keys. */
export class SigningKeysTable implements SigningKeys {
  readonly #connection: Connection;
  readonly #keyring: Keyring;
  readonly #random: Random;

  constructor({ connection, keyring, random }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
    this.#random = random;
  }

  async list(poolId: string): Promise<readonly SigningKey[]> {
    const rows = await this.#connection.all<SigningKeyRow>(listOfPool, poolId);
    return rows.map((row) => ({
      poolId: row.pool_id,
      use: row.key_use as SigningKey["use"],
      kid: row.kid,
      privateKey: this.#keyring.open(keyScope(row.pool_id, row.key_use, row.kid), row.sealed_private_key),
      publicJwk: fromDocument<SigningKey["publicJwk"]>(row.public_jwk),
      createdAt: row.created_at,
    }));
  }

  async insertIfAbsent({ poolId, use, kid, privateKey, publicJwk, createdAt }: SigningKey): Promise<boolean> {
    const sealed = this.#keyring.seal(keyScope(poolId, use, kid), privateKey);
    return this.#connection.atomic(async (connection) => {
      await holdPool(connection, poolId);
      return (await connection.run(insertKey, poolId, use, kid, sealed, toDocument(publicJwk), createdAt)) > 0;
    });
  }

  async addSpare({ privateKey, publicJwk }: StoredKeyPair, at: number): Promise<void> {
    const id = this.#random.uuid();
    const sealed = this.#keyring.seal(spareScope(id), privateKey);
    await this.#connection.run(insertSpare, id, sealed, toDocument(publicJwk), at);
  }

  async takeSpare(): Promise<StoredKeyPair | undefined> {
    const row = await this.#connection.get<{ id: string; sealed_private_key: Buffer; public_jwk: string }>(takeSpare);
    return (
      row && {
        privateKey: this.#keyring.open(spareScope(row.id), row.sealed_private_key),
        publicJwk: fromDocument<StoredKeyPair["publicJwk"]>(row.public_jwk),
      }
    );
  }

  async countSpares(): Promise<number> {
    return (await this.#connection.get<{ number: number }>(countSpares))?.number ?? 0;
  }
}

function keyScope(poolId: string, use: string, kid: string): KeyScope {
  return { purpose: "signing-key", poolId, subject: JSON.stringify([use, kid]) };
}

function spareScope(id: string): KeyScope {
  return { purpose: "spare-signing-key", subject: id };
}
