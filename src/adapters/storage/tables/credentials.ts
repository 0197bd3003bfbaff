/** Table: password credentials: salt, verifier, imported hash and flags in one sealed value, bound to pool and user (T-05). */
import type { PasswordCredential, StoredHash } from "../../../domain/user.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import type { Credentials } from "../../../ports/tables/credentials.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

const getSealed = read(
  `SELECT sealed FROM credentials WHERE pool_id = ? AND sub = ?
   AND EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = credentials.pool_id)`,
);
const putSealed = write(
  `INSERT INTO credentials (pool_id, sub, sealed) VALUES (?, ?, ?)
   ON CONFLICT (pool_id, sub) DO UPDATE SET sealed = excluded.sealed`,
);
const replaceSealed = write("UPDATE credentials SET sealed = ? WHERE pool_id = ? AND sub = ? AND sealed = ?");
const deleteSealed = write("DELETE FROM credentials WHERE pool_id = ? AND sub = ?");

/** Repository of password credentials. */
export class CredentialsTable implements Credentials {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(poolId: string, sub: string): Promise<PasswordCredential | undefined> {
    const row = await this.#connection.get<{ sealed: Buffer }>(getSealed, poolId, sub);
    return row && this.#opened(poolId, sub, row.sealed);
  }

  async put(credential: PasswordCredential): Promise<void> {
    const { poolId, sub } = credential;
    await this.#connection.run(putSealed, poolId, sub, this.#sealed(credential));
  }

  async replaceHash(credential: PasswordCredential, { algorithm, text }: StoredHash): Promise<boolean> {
    const { poolId, sub } = credential;
    const row = await this.#connection.get<{ sealed: Buffer }>(getSealed, poolId, sub);
    const stored = row && this.#opened(poolId, sub, row.sealed).importedHash;
    if (stored?.algorithm !== algorithm || stored.text !== text) return false;
    // Whoever wrote in between has sealed other bytes.
    return (await this.#connection.run(replaceSealed, this.#sealed(credential), poolId, sub, row!.sealed)) > 0;
  }

  #sealed(credential: PasswordCredential): Buffer {
    return this.#keyring.seal(scopeOf(credential.poolId, credential.sub), toBytes(credential));
  }

  #opened(poolId: string, sub: string, sealed: Buffer): PasswordCredential {
    return { poolId, sub, ...fromBytes(this.#keyring.open(scopeOf(poolId, sub), sealed)) };
  }

  async delete(poolId: string, sub: string): Promise<void> {
    await this.#connection.run(deleteSealed, poolId, sub);
  }
}

function scopeOf(poolId: string, sub: string): KeyScope {
  return { purpose: "srp-verifier", poolId, subject: sub };
}

/**
 * One byte of flags, eight of time, one for the length of the salt, the salt, the verifier. With an imported hash, two bytes
 * for the length of the verifier stand before that, and the hash behind it: algorithm, a space, text.
 */
const HEAD = 10;
const TEMPORARY = 1;
const WITH_HASH = 2;

function toBytes({ salt, verifier, temporary, setAt, importedHash }: PasswordCredential): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt8((temporary ? TEMPORARY : 0) | (importedHash === undefined ? 0 : WITH_HASH), 0);
  head.writeDoubleBE(setAt, 1);
  head.writeUInt8(salt.length, 9);
  if (importedHash === undefined) return Buffer.concat([head, salt, verifier]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(verifier.length);
  return Buffer.concat([head, salt, length, verifier, Buffer.from(`${importedHash.algorithm} ${importedHash.text}`)]);
}

function fromBytes(bytes: Buffer): Omit<PasswordCredential, "poolId" | "sub"> {
  const flags = bytes.readUInt8(0);
  const behindSalt = HEAD + bytes.readUInt8(9);
  const credential = {
    salt: bytes.subarray(HEAD, behindSalt),
    temporary: (flags & TEMPORARY) !== 0,
    setAt: bytes.readDoubleBE(1),
  };
  if ((flags & WITH_HASH) === 0) return { ...credential, verifier: bytes.subarray(behindSalt) };
  const behindVerifier = behindSalt + 2 + bytes.readUInt16BE(behindSalt);
  const [algorithm = "", text = ""] = bytes.toString("utf8", behindVerifier).split(" ");
  return {
    ...credential,
    verifier: bytes.subarray(behindSalt + 2, behindVerifier),
    importedHash: { algorithm: algorithm as StoredHash["algorithm"], text },
  };
}
