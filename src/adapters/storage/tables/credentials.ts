/** Table: password credentials: salt, verifier and flags in one sealed value, bound to pool and user (T-05). */
import type { PasswordCredential } from "../../../domain/user.js";
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
    return row && { poolId, sub, ...fromBytes(this.#keyring.open(scopeOf(poolId, sub), row.sealed)) };
  }

  async put(credential: PasswordCredential): Promise<void> {
    const { poolId, sub } = credential;
    const sealed = this.#keyring.seal(scopeOf(poolId, sub), toBytes(credential));
    await this.#connection.run(putSealed, poolId, sub, sealed);
  }

  async delete(poolId: string, sub: string): Promise<void> {
    await this.#connection.run(deleteSealed, poolId, sub);
  }
}

function scopeOf(poolId: string, sub: string): KeyScope {
  return { purpose: "srp-verifier", poolId, subject: sub };
}

/** One byte of flags, eight of time, one for the length of the salt, the salt, the verifier. */
const HEAD = 10;

function toBytes({ salt, verifier, temporary, setAt }: PasswordCredential): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt8(temporary ? 1 : 0, 0);
  head.writeDoubleBE(setAt, 1);
  head.writeUInt8(salt.length, 9);
  return Buffer.concat([head, salt, verifier]);
}

function fromBytes(bytes: Buffer): Omit<PasswordCredential, "poolId" | "sub"> {
  const behindSalt = HEAD + bytes.readUInt8(9);
  return {
    salt: bytes.subarray(HEAD, behindSalt),
    verifier: bytes.subarray(behindSalt),
    temporary: bytes.readUInt8(0) === 1,
    setAt: bytes.readDoubleBE(1),
  };
}
