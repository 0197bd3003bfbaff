/** Table: settings beside pools and app clients. */
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type {
  PoolSetting,
  PoolSettingKey,
  PoolSettingKind,
  PoolSettings,
} from "../../../ports/tables/pool-settings.js";
import { fromDocument, toDocument, withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

interface PoolSettingRow {
  readonly pool_id: string;
  readonly kind: string;
  readonly id: string;
  readonly client_id: string | null;
  readonly claim: string | null;
  readonly version: number;
  readonly document: string;
  readonly created_at: number;
  readonly modified_at: number;
}

const columns = "pool_id, kind, id, client_id, claim, version, document, created_at, modified_at";
const getById = read(`SELECT ${columns} FROM pool_settings WHERE pool_id = ? AND kind = ? AND id = ?`);
const getByClaim = read(`SELECT ${columns} FROM pool_settings WHERE pool_id = ? AND kind = ? AND claim = ?`);
const insertSetting = write(
  `INSERT INTO pool_settings (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const idIsTaken = write("SELECT 1 AS found FROM pool_settings WHERE pool_id = ? AND kind = ? AND id = ?");
const claimIsTaken = write(
  "SELECT 1 AS found FROM pool_settings WHERE pool_id = ? AND kind = ? AND claim = ? AND id <> ?",
);
const updateSetting = write(
  `UPDATE pool_settings SET claim = ?, document = ?, modified_at = ?, version = version + 1
   WHERE pool_id = ? AND kind = ? AND id = ? AND version = ?`,
);
const deleteSetting = write("DELETE FROM pool_settings WHERE pool_id = ? AND kind = ? AND id = ?");
const pageOfKind = read(
  `SELECT ${columns} FROM pool_settings WHERE pool_id = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?`,
);
const countOfKind = read("SELECT COUNT(*) AS number FROM pool_settings WHERE pool_id = ? AND kind = ?");
// Holds the client, so that no setting of it outlives it.
const lockClient = write("SELECT 1 AS found FROM app_clients WHERE id = ? AND pool_id = ? {for key share}");

/** Repository of settings. */
export class PoolSettingsTable implements PoolSettings {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get<T>({ poolId, kind, id }: PoolSettingKey): Promise<PoolSetting<T> | undefined> {
    const row = await this.#connection.get<PoolSettingRow>(getById, poolId, kind, id);
    return row && fromRow<T>(row);
  }

  async ofClaim<T>(poolId: string, kind: PoolSettingKind, claim: string): Promise<PoolSetting<T> | undefined> {
    const row = await this.#connection.get<PoolSettingRow>(getByClaim, poolId, kind, claim);
    return row && fromRow<T>(row);
  }

  async insert<T>(setting: PoolSetting<T>): Promise<void> {
    const { poolId, kind, id, clientId, claim, version, document, createdAt, modifiedAt } = setting;
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, poolId);
      if (clientId !== undefined && !(await connection.get(lockClient, clientId, poolId)))
        throw new Stale("app client");
      const belongs = [clientId ?? null, claim ?? null] as const;
      const content = [version, toDocument(document), createdAt, modifiedAt] as const;
      if ((await connection.run(insertSetting, poolId, kind, id, ...belongs, ...content)) > 0) return;
      throw new AlreadyExists((await connection.get(idIsTaken, poolId, kind, id)) ? "id" : "claim");
    });
  }

  async update<T>({ poolId, kind, id, claim, version, document, modifiedAt }: PoolSetting<T>): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      if (claim !== undefined && (await connection.get(claimIsTaken, poolId, kind, claim, id))) {
        throw new AlreadyExists("claim");
      }
      const content = [claim ?? null, toDocument(document), modifiedAt] as const;
      const updated = await connection.run(updateSetting, ...content, poolId, kind, id, version);
      if (updated === 0) throw new Stale("pool setting");
    });
  }

  async delete({ poolId, kind, id }: PoolSettingKey): Promise<boolean> {
    return (await this.#connection.run(deleteSetting, poolId, kind, id)) > 0;
  }

  async page<T>(poolId: string, kind: PoolSettingKind, request: PageRequest): Promise<Page<PoolSetting<T>>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<PoolSettingRow>(pageOfKind, poolId, kind, after, rowsFor(request));
    return toPage(rows, request, fromRow<T>, (row) => row.id);
  }

  async count(poolId: string, kind: PoolSettingKind): Promise<number> {
    return (await this.#connection.get<{ number: number }>(countOfKind, poolId, kind))?.number ?? 0;
  }
}

function fromRow<T>(row: PoolSettingRow): PoolSetting<T> {
  return {
    ...withoutNulls({
      poolId: row.pool_id,
      kind: row.kind as PoolSettingKind,
      id: row.id,
      clientId: row.client_id,
      claim: row.claim,
      version: row.version,
      createdAt: row.created_at,
      modifiedAt: row.modified_at,
    }),
    document: fromDocument<T>(row.document),
  };
}
