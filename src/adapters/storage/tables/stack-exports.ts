/** Tables: what stacks export, values sealed, and which stacks import it. */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest } from "../../../ports/store.js";
import type { StackExportRow, StackExports } from "../../../ports/tables/stacks.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface ExportColumns {
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  readonly stack_id: string;
  readonly sealed_value: Buffer;
}

const columns = "account_id, region, name, stack_id, sealed_value";
const getExport = read(`SELECT ${columns} FROM stack_exports WHERE account_id = ? AND region = ? AND name = ?`);
const putExport = write(
  `INSERT INTO stack_exports (${columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (account_id, region, name)
   DO UPDATE SET sealed_value = excluded.sealed_value WHERE stack_exports.stack_id = excluded.stack_id`,
);
const deleteExport = write(
  "DELETE FROM stack_exports WHERE account_id = ? AND region = ? AND name = ? AND stack_id = ?",
);
const pageOfAccount = read(
  `SELECT ${columns} FROM stack_exports WHERE account_id = ? AND region = ? AND name > ? ORDER BY name LIMIT ?`,
);
const importersOf = read(
  "SELECT stack_id FROM stack_imports WHERE account_id = ? AND region = ? AND name = ? ORDER BY stack_id",
);
const forgetImports = write("DELETE FROM stack_imports WHERE stack_id = ?");
const insertImport = write(
  "INSERT INTO stack_imports (account_id, region, name, stack_id) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
);

/** Repository of exports. */
export class StackExportsTable implements StackExports {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(accountId: string, region: string, name: string): Promise<StackExportRow | undefined> {
    const row = await this.#connection.get<ExportColumns>(getExport, accountId, region, name);
    return row && this.#fromRow(row);
  }

  async put(exported: StackExportRow): Promise<void> {
    const { accountId, region, name, stackId, value } = exported;
    const sealed = this.#keyring.seal(scopeOf(exported), value);
    const put = await this.#connection.run(putExport, accountId, region, name, stackId, sealed);
    if (put === 0) throw new AlreadyExists("export");
  }

  async delete(accountId: string, region: string, name: string, stackId: string): Promise<void> {
    await this.#connection.run(deleteExport, accountId, region, name, stackId);
  }

  async page(accountId: string, region: string, request: PageRequest): Promise<Page<StackExportRow>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<ExportColumns>(pageOfAccount, accountId, region, after, rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#fromRow(row),
      (row) => row.name,
    );
  }

  async importers(accountId: string, region: string, name: string): Promise<readonly string[]> {
    const rows = await this.#connection.all<{ stack_id: string }>(importersOf, accountId, region, name);
    return rows.map((row) => row.stack_id);
  }

  async setImports(accountId: string, region: string, stackId: string, names: readonly string[]): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await connection.run(forgetImports, stackId);
      for (const name of names) await connection.run(insertImport, accountId, region, name, stackId);
    });
  }

  #fromRow(row: ExportColumns): StackExportRow {
    const exported = { accountId: row.account_id, region: row.region, name: row.name, stackId: row.stack_id };
    return { ...exported, value: this.#keyring.open(scopeOf(exported), row.sealed_value).toString() };
  }
}

function scopeOf(exported: Omit<StackExportRow, "value">): KeyScope {
  const { accountId, region, name, stackId } = exported;
  return { purpose: "stack-export", subject: JSON.stringify([accountId, region, name, stackId]) };
}
