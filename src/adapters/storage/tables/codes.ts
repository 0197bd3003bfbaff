/** Table: live codes. The address a code went to is sealed; the code itself is only a MAC. */
import type { Code, CodeKey, CodePurpose } from "../../../domain/code.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import type { Codes } from "../../../ports/tables/codes.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface CodeRow {
  readonly pool_id: string;
  readonly sub: string;
  readonly purpose: string;
  readonly target: string;
  readonly mac: Buffer;
  readonly attribute: string;
  readonly sealed_destination: Buffer;
  readonly client_id: string;
  readonly issued_at: number;
  readonly expires_at: number;
  readonly tries_left: number;
}

const columns = `pool_id, sub, purpose, target, mac, attribute, sealed_destination, client_id, issued_at, expires_at,
  tries_left`;
const isThisOne = "pool_id = ? AND sub = ? AND purpose = ? AND target = ?";
const getCode = read(`SELECT ${columns} FROM codes WHERE ${isThisOne}`);
const putCode = write(
  `INSERT INTO codes (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
   ON CONFLICT (pool_id, sub, purpose, target) DO UPDATE SET mac = excluded.mac, attribute = excluded.attribute,
   sealed_destination = excluded.sealed_destination, client_id = excluded.client_id, issued_at = excluded.issued_at,
   expires_at = excluded.expires_at, tries_left = excluded.tries_left`,
);
const takeTry = write(
  `UPDATE codes SET tries_left = tries_left - 1 WHERE ${isThisOne} AND tries_left > 0 AND expires_at > ?
   RETURNING ${columns}`,
);
const consumeCode = write(`DELETE FROM codes WHERE ${isThisOne} AND mac = ?`);
const deleteCode = write(`DELETE FROM codes WHERE ${isThisOne}`);

/** Repository of codes. */
export class CodesTable implements Codes {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(key: CodeKey): Promise<Code | undefined> {
    const row = await this.#connection.get<CodeRow>(getCode, ...keyColumns(key));
    return row && this.#fromRow(row);
  }

  async put(code: Code): Promise<void> {
    await this.#connection.run(
      putCode,
      ...keyColumns(code),
      code.mac,
      code.attribute,
      this.#keyring.seal(scopeOf(code), code.destination),
      code.clientId,
      code.issuedAt,
      code.expiresAt,
      code.triesLeft,
    );
  }

  async take(key: CodeKey, now: number): Promise<Code | undefined> {
    const row = await this.#connection.get<CodeRow>(takeTry, ...keyColumns(key), now);
    return row && this.#fromRow(row);
  }

  async consume(key: CodeKey, mac: Buffer): Promise<boolean> {
    return (await this.#connection.run(consumeCode, ...keyColumns(key), mac)) > 0;
  }

  async delete(key: CodeKey): Promise<void> {
    await this.#connection.run(deleteCode, ...keyColumns(key));
  }

  #fromRow(row: CodeRow): Code {
    const key = { poolId: row.pool_id, sub: row.sub, purpose: row.purpose as CodePurpose, target: row.target };
    return {
      ...key,
      mac: row.mac,
      attribute: row.attribute,
      destination: this.#keyring.open(scopeOf(key), row.sealed_destination).toString(),
      clientId: row.client_id,
      issuedAt: row.issued_at,
      expiresAt: row.expires_at,
      triesLeft: row.tries_left,
    };
  }
}

function keyColumns({ poolId, sub, purpose, target }: CodeKey) {
  return [poolId, sub, purpose, target] as const;
}

function scopeOf({ poolId, sub, purpose, target }: CodeKey): KeyScope {
  return { purpose: "code-destination", poolId, subject: JSON.stringify([sub, purpose, target]) };
}
