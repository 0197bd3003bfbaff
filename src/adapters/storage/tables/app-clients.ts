/** Table: app clients. Their secrets are rows of `client-secrets.ts`. */
import type { AppClient, AppClientSettings } from "../../../domain/app-client.js";
import { defaultPoolSessions, type PoolSessionConfiguration } from "../../../domain/token-session/configuration.js";
import type { UserPool } from "../../../domain/user-pool.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { AppClients } from "../../../ports/tables/app-clients.js";
import { fromDocument, fromFlag, rememberedDocuments, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";
import { fromPoolRow, type UserPoolRow } from "./user-pools.js";

interface AppClientRow {
  readonly id: string;
  readonly pool_id: string;
  readonly name: string;
  readonly created_at: number;
  readonly modified_at: number;
  readonly version: number;
  readonly settings: string;
}

/** A client beside its pool, whose columns have their usual names. */
interface PairRow extends UserPoolRow {
  readonly client_name: string;
  readonly client_created_at: number;
  readonly client_modified_at: number;
  readonly client_version: number;
  readonly client_settings: string;
  readonly has_secrets: number;
  readonly sessions: string | null;
}

const columns = "id, pool_id, name, created_at, modified_at, version, settings";
const getById = read(`SELECT ${columns} FROM app_clients WHERE id = ?`);
const getWithPool = read(
  `SELECT c.name AS client_name, c.created_at AS client_created_at, c.modified_at AS client_modified_at,
   c.version AS client_version, c.settings AS client_settings, p.id, p.account_id, p.region, p.name, p.created_at,
   p.modified_at, p.version, p.had_identity_provider, p.document,
   CASE WHEN EXISTS (SELECT 1 FROM client_secrets s WHERE s.client_id = c.id) THEN 1 ELSE 0 END AS has_secrets,
   (SELECT o.document FROM pool_settings o WHERE o.pool_id = p.id AND o.kind = 'session-configuration' AND o.id = p.id)
   AS sessions
   FROM app_clients c JOIN user_pools p ON p.id = c.pool_id WHERE c.id = ?`,
);
const insertClient = write(`INSERT INTO app_clients (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
const updateClient = write(
  `UPDATE app_clients SET name = ?, modified_at = ?, version = version + 1, settings = ?
   WHERE id = ? AND pool_id = ? AND version = ?`,
);
const deleteClient = write("DELETE FROM app_clients WHERE id = ?");
const deleteSecrets = write("DELETE FROM client_secrets WHERE client_id = ?");
const deleteSettings = write("DELETE FROM pool_settings WHERE client_id = ?");
const pageOfPool = read(`SELECT ${columns} FROM app_clients WHERE pool_id = ? AND id > ? ORDER BY id LIMIT ?`);
const countOfPool = read("SELECT COUNT(*) AS number FROM app_clients WHERE pool_id = ?");

/** Repository of app clients. */
export class AppClientsTable implements AppClients {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(clientId: string): Promise<AppClient | undefined> {
    const row = await this.#connection.get<AppClientRow>(getById, clientId);
    return row && fromRow(row);
  }

  async withPool(clientId: string): Promise<{ client: AppClient; pool: UserPool } | undefined> {
    const row = await this.#connection.get<PairRow>(getWithPool, clientId);
    if (row === undefined) return undefined;
    const client: AppClient = {
      id: clientId,
      poolId: row.id,
      name: row.client_name,
      createdAt: row.client_created_at,
      modifiedAt: row.client_modified_at,
      version: row.client_version,
      settings: settingsIn(clientId, row.client_settings),
      hasSecrets: fromFlag(row.has_secrets),
    };
    const sessions = row.sessions === null ? defaultPoolSessions : fromDocument<PoolSessionConfiguration>(row.sessions);
    return { client, pool: { ...fromPoolRow(row), sessions } };
  }

  async insert(client: AppClient): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, client.poolId);
      const inserted = await connection.run(
        insertClient,
        client.id,
        client.poolId,
        client.name,
        client.createdAt,
        client.modifiedAt,
        client.version,
        toDocument(client.settings),
      );
      if (inserted === 0) throw new AlreadyExists("id");
    });
  }

  async update(client: AppClient): Promise<void> {
    const settings = toDocument(client.settings);
    const { name, modifiedAt, id, poolId, version } = client;
    const updated = await this.#connection.run(updateClient, name, modifiedAt, settings, id, poolId, version);
    if (updated === 0) throw new Stale("app client");
  }

  async delete(clientId: string): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await connection.run(deleteClient, clientId);
      await connection.run(deleteSecrets, clientId);
      await connection.run(deleteSettings, clientId);
    });
  }

  async page(poolId: string, request: PageRequest): Promise<Page<AppClient>> {
    const rows = await this.#connection.all<AppClientRow>(pageOfPool, poolId, request.after ?? "", rowsFor(request));
    return toPage(rows, request, fromRow, (row) => row.id);
  }

  async count(poolId: string): Promise<number> {
    return (await this.#connection.get<{ number: number }>(countOfPool, poolId))?.number ?? 0;
  }
}

const settingsIn = rememberedDocuments<AppClientSettings>();

function fromRow(row: AppClientRow): AppClient {
  return {
    id: row.id,
    poolId: row.pool_id,
    name: row.name,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    version: row.version,
    settings: settingsIn(row.id, row.settings),
  };
}
