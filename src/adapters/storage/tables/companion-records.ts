/** Tables: records and contents of the companion services, sealed and bound to their names (T-51). */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type {
  CompanionContents,
  CompanionRecord,
  CompanionRecordKey,
  CompanionRecords,
} from "../../../ports/tables/companion-records.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface CompanionRecordRow {
  readonly account_id: string;
  readonly region: string;
  readonly kind: string;
  readonly name: string;
  readonly version: number;
  readonly sealed: Buffer;
}

const columns = "account_id, region, kind, name, version, sealed";
const key = "account_id = ? AND region = ? AND kind = ? AND name = ?";
const getByName = read(`SELECT ${columns} FROM companion_records WHERE ${key}`);
const insertRecord = write(
  `INSERT INTO companion_records (${columns}) VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT DO NOTHING`,
);
const updateRecord = write(
  `UPDATE companion_records SET sealed = ?, version = version + 1 WHERE ${key} AND version = ?`,
);
const deleteRecord = write(`DELETE FROM companion_records WHERE ${key}`);
const pageOfKind = read(
  `SELECT ${columns} FROM companion_records WHERE account_id = ? AND region = ? AND kind = ? AND name > ?
   ORDER BY name LIMIT ?`,
);
const getContent = read("SELECT sealed FROM companion_contents WHERE id = ?");
const putContent = write(
  `INSERT INTO companion_contents (id, sealed) VALUES (?, ?)
   ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed`,
);
const deleteContent = write("DELETE FROM companion_contents WHERE id = ?");

/** Repository of records. */
export class CompanionRecordsTable implements CompanionRecords {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get<T>(record: CompanionRecordKey): Promise<CompanionRecord<T> | undefined> {
    const row = await this.#connection.get<CompanionRecordRow>(getByName, ...keyColumns(record));
    return row && this.#fromRow<T>(row);
  }

  async insert<T>(record: CompanionRecordKey & { readonly value: T }): Promise<void> {
    const sealed = this.#keyring.seal(scopeOf(record), toDocument(record.value));
    const inserted = await this.#connection.run(insertRecord, ...keyColumns(record), sealed);
    if (inserted === 0) throw new AlreadyExists("name");
  }

  async update<T>(record: CompanionRecord<T>): Promise<void> {
    const sealed = this.#keyring.seal(scopeOf(record), toDocument(record.value));
    const updated = await this.#connection.run(updateRecord, sealed, ...keyColumns(record), record.version);
    if (updated === 0) throw new Stale(record.kind);
  }

  async delete(record: CompanionRecordKey): Promise<boolean> {
    return (await this.#connection.run(deleteRecord, ...keyColumns(record))) > 0;
  }

  async page<T>(of: Omit<CompanionRecordKey, "name">, request: PageRequest): Promise<Page<CompanionRecord<T>>> {
    const { accountId, region, kind } = of;
    const values = [accountId, region, kind, request.after ?? "", rowsFor(request)] as const;
    const rows = await this.#connection.all<CompanionRecordRow>(pageOfKind, ...values);
    return toPage(
      rows,
      request,
      (row) => this.#fromRow<T>(row),
      (row) => row.name,
    );
  }

  #fromRow<T>(row: CompanionRecordRow): CompanionRecord<T> {
    const { region, kind, name, version } = row;
    const record = { accountId: row.account_id, region, kind, name };
    const value = fromDocument<T>(this.#keyring.open(scopeOf(record), row.sealed).toString());
    return { ...record, version, value };
  }
}

/** Repository of contents. */
export class CompanionContentsTable implements CompanionContents {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(id: string): Promise<Buffer | undefined> {
    const row = await this.#connection.get<{ sealed: Buffer }>(getContent, id);
    return row && this.#keyring.open(contentScope(id), row.sealed);
  }

  async put(id: string, bytes: Uint8Array): Promise<void> {
    await this.#connection.run(putContent, id, this.#keyring.seal(contentScope(id), Buffer.from(bytes)));
  }

  async delete(id: string): Promise<boolean> {
    return (await this.#connection.run(deleteContent, id)) > 0;
  }
}

function keyColumns({ accountId, region, kind, name }: CompanionRecordKey) {
  return [accountId, region, kind, name] as const;
}

function scopeOf({ accountId, region, kind, name }: CompanionRecordKey): KeyScope {
  return { purpose: "companion-record", subject: JSON.stringify([accountId, region, kind, name]) };
}

function contentScope(id: string): KeyScope {
  return { purpose: "companion-content", subject: id };
}
