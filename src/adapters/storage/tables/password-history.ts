/** Table: keyed MACs of earlier passwords, in the order they came. */
import type { PasswordHistory } from "../../../ports/tables/password-history.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

const newest = read("SELECT mac FROM password_history WHERE pool_id = ? AND sub = ? ORDER BY id DESC LIMIT ?");
const insertMac = write("INSERT INTO password_history (pool_id, sub, mac, set_at) VALUES (?, ?, ?, ?)");
const dropOldest = write(
  `DELETE FROM password_history WHERE pool_id = ? AND sub = ? AND id NOT IN
   (SELECT id FROM password_history WHERE pool_id = ? AND sub = ? ORDER BY id DESC LIMIT ?)`,
);

/** Repository of password history. */
export class PasswordHistoryTable implements PasswordHistory {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async list(poolId: string, sub: string, limit: number): Promise<readonly Buffer[]> {
    const rows = await this.#connection.all<{ mac: Buffer }>(newest, poolId, sub, limit);
    return rows.map((row) => row.mac);
  }

  async add(poolId: string, sub: string, mac: Buffer, at: number, keep: number): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await connection.run(insertMac, poolId, sub, mac, at);
      await connection.run(dropOldest, poolId, sub, poolId, sub, keep);
    });
  }
}
