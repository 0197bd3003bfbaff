/** Table: user pools. What lies outside the pool's own rows when it is deleted is left to `sweep.ts`. */
import type { UserPool } from "../../../domain/user-pool.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { UserPools } from "../../../ports/tables/user-pools.js";
import { fromFlag, rememberedDocuments, toDocument, toFlag } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { purgePool } from "../sweep.js";
import type { TableContext } from "./table-context.js";

/** What every statement that answers user pools answers. */
export interface UserPoolRow {
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  readonly created_at: number;
  readonly modified_at: number;
  readonly version: number;
  readonly had_identity_provider: number;
  readonly document: string;
}

const columns = "id, account_id, region, name, created_at, modified_at, version, had_identity_provider, document";
const getById = read(`SELECT ${columns} FROM user_pools WHERE id = ?`);
const insertPool = write(
  `INSERT INTO user_pools (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const updatePool = write(
  `UPDATE user_pools SET name = ?, modified_at = ?, version = version + 1, had_identity_provider = ?, document = ?
   WHERE id = ? AND version = ?`,
);
const pageOfAccount = read(
  `SELECT ${columns} FROM user_pools WHERE account_id = ? AND region = ? AND id > ? ORDER BY id LIMIT ?`,
);
const deletePool = write("DELETE FROM user_pools WHERE id = ?");
const rememberDeleted = write("INSERT INTO deleted_pools (pool_id) VALUES (?) ON CONFLICT DO NOTHING");
const isBeingRemoved = write("SELECT 1 AS found FROM deleted_pools WHERE pool_id = ? {for update}");
const sumOfUsers = read("SELECT CAST(COALESCE(SUM(users), 0) AS {int}) AS users FROM user_counts WHERE pool_id = ?");

/** What vanishes with the pool at once: its settings, few rows each. */
const deleteSettings = [
  write("DELETE FROM client_secrets WHERE client_id IN (SELECT id FROM app_clients WHERE pool_id = ?)"),
  write("DELETE FROM app_clients WHERE pool_id = ?"),
  write("DELETE FROM user_pool_domains WHERE pool_id = ?"),
  write("DELETE FROM groups WHERE pool_id = ?"),
  write("DELETE FROM identity_provider_identifiers WHERE pool_id = ?"),
  write("DELETE FROM identity_providers WHERE pool_id = ?"),
  write("DELETE FROM resource_servers WHERE pool_id = ?"),
  write("DELETE FROM pool_settings WHERE pool_id = ?"),
  write("DELETE FROM signing_keys WHERE pool_id = ?"),
  write("DELETE FROM user_counts WHERE pool_id = ?"),
];

/** Repository of user pools. */
export class UserPoolsTable implements UserPools {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(poolId: string): Promise<UserPool | undefined> {
    const row = await this.#connection.get<UserPoolRow>(getById, poolId);
    return row && fromPoolRow(row);
  }

  async insert(pool: UserPool): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      const inserted = await connection.run(
        insertPool,
        pool.id,
        pool.accountId,
        pool.region,
        pool.name,
        pool.createdAt,
        pool.modifiedAt,
        pool.version,
        toFlag(pool.hadIdentityProvider),
        documentOf(pool),
      );
      if (inserted === 0) throw new AlreadyExists("id");
      // Rows of an earlier pool of this id must never become this pool's. Asked after the insertion, which has waited for
      // a deletion that was under way. A pool with very many users stays refused until `sweep` has removed them.
      if ((await connection.get(isBeingRemoved, pool.id)) && !(await purgePool(connection, pool.id))) {
        throw new AlreadyExists("id");
      }
    });
  }

  async update(pool: UserPool): Promise<void> {
    const updated = await this.#connection.run(
      updatePool,
      pool.name,
      pool.modifiedAt,
      toFlag(pool.hadIdentityProvider),
      documentOf(pool),
      pool.id,
      pool.version,
    );
    if (updated === 0) throw new Stale("user pool");
  }

  async delete(poolId: string): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      if ((await connection.run(deletePool, poolId)) === 0) return;
      await connection.run(rememberDeleted, poolId);
      for (const statement of deleteSettings) await connection.run(statement, poolId);
    });
  }

  async page(accountId: string, region: string, request: PageRequest): Promise<Page<UserPool>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<UserPoolRow>(pageOfAccount, accountId, region, after, rowsFor(request));
    return toPage(rows, request, fromPoolRow, (row) => row.id);
  }

  async estimatedUsers(poolId: string): Promise<number> {
    const row = await this.#connection.get<{ users: number }>(sumOfUsers, poolId);
    return row?.users ?? 0;
  }
}

const documentIn = rememberedDocuments<Pick<UserPool, "schema" | "settings" | "mfa" | "tags">>();

function documentOf({ schema, settings, mfa, tags }: UserPool): string {
  return toDocument({ schema, settings, mfa, tags });
}

/** The pool in a row. */
export function fromPoolRow(row: UserPoolRow): UserPool {
  return {
    id: row.id,
    region: row.region,
    accountId: row.account_id,
    name: row.name,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    version: row.version,
    ...documentIn(row.id, row.document),
    hadIdentityProvider: fromFlag(row.had_identity_provider),
  };
}
