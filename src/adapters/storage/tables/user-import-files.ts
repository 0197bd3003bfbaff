/** Tables: parts of uploaded files, sealed and bound to their place (T-51), and the logs of import jobs, which name no user. */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import type { Page, PageRequest } from "../../../ports/store.js";
import type {
  UserImportClaim,
  UserImportFiles,
  UserImportLog,
  UserImportLogEntry,
} from "../../../ports/tables/user-import.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

const insertPart = write(
  `INSERT INTO user_import_files (file_id, part, pool_id, sealed, expires_at) VALUES (?, ?, ?, ?, ?)`,
);
const getPart = read("SELECT sealed FROM user_import_files WHERE pool_id = ? AND file_id = ? AND part = ?");
const deleteSome = write(
  `DELETE FROM user_import_files WHERE (file_id, part) IN (
     SELECT file_id, part FROM user_import_files WHERE pool_id = ? AND file_id = ? ORDER BY part LIMIT 20)`,
);

/** Repository of files. */
export class UserImportFilesTable implements UserImportFiles {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insertPart({ fileId, part, poolId, bytes, expiresAt }: Parameters<UserImportFiles["insertPart"]>[0]) {
    const sealed = this.#keyring.seal(scopeOf(poolId, fileId, part), bytes);
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, poolId);
      await connection.run(insertPart, fileId, part, poolId, sealed, expiresAt);
    });
  }

  async getPart(poolId: string, fileId: string, part: number): Promise<Buffer | undefined> {
    const row = await this.#connection.get<{ sealed: Buffer }>(getPart, poolId, fileId, part);
    return row && this.#keyring.open(scopeOf(poolId, fileId, part), row.sealed);
  }

  deleteSome(poolId: string, fileId: string): Promise<number> {
    return this.#connection.run(deleteSome, poolId, fileId);
  }
}

interface LogRow {
  readonly entry: number;
  readonly written_at: number;
  readonly lines: string;
}

const insertEntry = write(
  `INSERT INTO user_import_log (job_id, entry, pool_id, written_at, lines) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const pageOfJob = read(
  `SELECT entry, written_at, lines FROM user_import_log WHERE pool_id = ? AND job_id = ? AND entry > ?
   ORDER BY entry LIMIT ?`,
);

/** Repository of logs. */
export class UserImportLogTable implements UserImportLog {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async append({ poolId, jobId }: UserImportClaim, { entry, at, lines }: UserImportLogEntry): Promise<void> {
    await this.#connection.run(insertEntry, jobId, entry, poolId, at, lines.join("\n"));
  }

  async page(poolId: string, jobId: string, request: PageRequest): Promise<Page<UserImportLogEntry>> {
    const after = Number(request.after ?? -1);
    const rows = await this.#connection.all<LogRow>(pageOfJob, poolId, jobId, after, rowsFor(request));
    return toPage(rows, request, fromRow, (row) => String(row.entry));
  }
}

function fromRow({ entry, written_at, lines }: LogRow): UserImportLogEntry {
  return { entry, at: written_at, lines: lines.split("\n") };
}

function scopeOf(poolId: string, fileId: string, part: number): KeyScope {
  return { purpose: "user-import-file", poolId, subject: `${fileId} ${part}` };
}
