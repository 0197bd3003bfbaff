/** Table: software tokens: secret and device name in one sealed value, bound to pool, user and state (T-51). */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import type { SoftwareToken, SoftwareTokens, VerifiedSoftwareToken } from "../../../ports/tables/software-tokens.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";
import { holdUser } from "./user-lock.js";

type State = "verified" | "pending";

interface Row {
  readonly sealed: Buffer;
  readonly last_step: number;
  readonly created_at: number;
}

/** What is sealed; the secret in base64. */
interface Content {
  readonly secret: string;
  readonly deviceName?: string | undefined;
}

const isThisOne = "pool_id = ? AND sub = ? AND state = ?";
const getToken = read(
  `SELECT sealed, last_step, created_at FROM software_tokens WHERE ${isThisOne}
   AND EXISTS (SELECT 1 FROM user_pools WHERE user_pools.id = software_tokens.pool_id)`,
);
const putToken = write(
  `INSERT INTO software_tokens (pool_id, sub, state, sealed, last_step, created_at) VALUES (?, ?, ?, ?, ?, ?)
   ON CONFLICT (pool_id, sub, state) DO UPDATE SET sealed = excluded.sealed, last_step = excluded.last_step,
   created_at = excluded.created_at`,
);
const useStep = write(`UPDATE software_tokens SET last_step = ? WHERE ${isThisOne} AND last_step < ?`);
const takeToken = write(`DELETE FROM software_tokens WHERE ${isThisOne} RETURNING sealed, last_step, created_at`);
const deleteToken = write(`DELETE FROM software_tokens WHERE ${isThisOne}`);
const deleteTokens = write("DELETE FROM software_tokens WHERE pool_id = ? AND sub = ?");

/** A token that has accepted no code yet. */
const NO_STEP = -1;

/** Repository of software tokens. */
export class SoftwareTokensTable implements SoftwareTokens {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async getVerified(poolId: string, sub: string): Promise<VerifiedSoftwareToken | undefined> {
    const row = await this.#connection.get<Row>(getToken, poolId, sub, "verified");
    return row && { ...this.#token(poolId, sub, "verified", row), lastStep: row.last_step };
  }

  async putVerified(token: VerifiedSoftwareToken): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await this.#put(connection, token, "verified", token.lastStep);
      await connection.run(deleteToken, token.poolId, token.sub, "pending");
    });
  }

  async use(poolId: string, sub: string, step: number): Promise<boolean> {
    return (await this.#connection.run(useStep, step, poolId, sub, "verified", step)) === 1;
  }

  async putPending(token: SoftwareToken): Promise<void> {
    await this.#connection.atomic((connection) => this.#put(connection, token, "pending", NO_STEP));
  }

  async takePending(poolId: string, sub: string): Promise<SoftwareToken | undefined> {
    const row = await this.#connection.get<Row>(takeToken, poolId, sub, "pending");
    return row && this.#token(poolId, sub, "pending", row);
  }

  async delete(poolId: string, sub: string): Promise<void> {
    await this.#connection.run(deleteTokens, poolId, sub);
  }

  async #put(connection: Connection, token: SoftwareToken, state: State, lastStep: number): Promise<void> {
    const { poolId, sub, secret, deviceName, createdAt } = token;
    await holdUser(connection, poolId, sub);
    const content: Content = { secret: secret.toString("base64"), deviceName };
    const sealed = this.#keyring.seal(scopeOf(poolId, sub, state), toDocument(content));
    await connection.run(putToken, poolId, sub, state, sealed, lastStep, createdAt);
  }

  #token(poolId: string, sub: string, state: State, row: Row): SoftwareToken {
    const { secret, deviceName } = fromDocument<Content>(
      this.#keyring.open(scopeOf(poolId, sub, state), row.sealed).toString(),
    );
    return {
      poolId,
      sub,
      secret: Buffer.from(secret, "base64"),
      ...(deviceName === undefined ? {} : { deviceName }),
      createdAt: row.created_at,
    };
  }
}

function scopeOf(poolId: string, sub: string, state: State): KeyScope {
  return { purpose: `software-token:${state}`, poolId, subject: sub };
}
