/** Tables: identity providers, details sealed as they hold secrets (T-51), and the identifiers that lead to them. */
import type { IdentityProvider } from "../../../domain/identity-provider.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { IdentityProviders } from "../../../ports/tables/identity-providers.js";
import { fromDocument, toDocument, withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

interface IdentityProviderRow {
  readonly pool_id: string;
  readonly name: string;
  readonly type: string;
  readonly sealed_details: Buffer;
  readonly attribute_mapping: string | null;
  readonly identifiers: string | null;
  readonly created_at: number;
  readonly modified_at: number;
  readonly version: number;
}

const columns =
  "p.pool_id, p.name, p.type, p.sealed_details, p.attribute_mapping, p.identifiers, p.created_at, p.modified_at, p.version";
const getByName = read(`SELECT ${columns} FROM identity_providers p WHERE p.pool_id = ? AND p.name = ?`);
const getByIdentifier = read(
  `SELECT ${columns} FROM identity_provider_identifiers i
   JOIN identity_providers p ON p.pool_id = i.pool_id AND p.name = i.name WHERE i.pool_id = ? AND i.identifier = ?`,
);
const insertProvider = write(
  `INSERT INTO identity_providers
   (pool_id, name, type, sealed_details, attribute_mapping, identifiers, created_at, modified_at, version)
   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const updateProvider = write(
  `UPDATE identity_providers SET type = ?, sealed_details = ?, attribute_mapping = ?, identifiers = ?,
   created_at = ?, modified_at = ?, version = version + 1 WHERE pool_id = ? AND name = ? AND version = ?`,
);
const deleteProvider = write("DELETE FROM identity_providers WHERE pool_id = ? AND name = ?");
const insertIdentifier = write(
  "INSERT INTO identity_provider_identifiers (pool_id, identifier, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
);
const deleteIdentifiers = write("DELETE FROM identity_provider_identifiers WHERE pool_id = ? AND name = ?");
const pageOfPool = read(
  `SELECT ${columns} FROM identity_providers p WHERE p.pool_id = ? AND p.name > ? ORDER BY p.name LIMIT ?`,
);
const countOfPool = read("SELECT COUNT(*) AS number FROM identity_providers WHERE pool_id = ?");

/** Repository of identity providers. */
export class IdentityProvidersTable implements IdentityProviders {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(poolId: string, name: string): Promise<IdentityProvider | undefined> {
    const row = await this.#connection.get<IdentityProviderRow>(getByName, poolId, name);
    return row && this.#fromRow(row);
  }

  async getByIdentifier(poolId: string, identifier: string): Promise<IdentityProvider | undefined> {
    const row = await this.#connection.get<IdentityProviderRow>(getByIdentifier, poolId, identifier);
    return row && this.#fromRow(row);
  }

  async insert(provider: IdentityProvider): Promise<void> {
    const { poolId, name, createdAt, modifiedAt, version } = provider;
    const details = this.#detailColumns(provider);
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, poolId);
      const inserted = await connection.run(insertProvider, poolId, name, ...details, createdAt, modifiedAt, version);
      if (inserted === 0) throw new AlreadyExists("name");
      await takeIdentifiers(connection, provider);
    });
  }

  async update(provider: IdentityProvider): Promise<void> {
    const { poolId, name, createdAt, modifiedAt, version } = provider;
    const details = this.#detailColumns(provider);
    await this.#connection.atomic(async (connection) => {
      const updated = await connection.run(updateProvider, ...details, createdAt, modifiedAt, poolId, name, version);
      if (updated === 0) throw new Stale("identity provider");
      await connection.run(deleteIdentifiers, poolId, name);
      await takeIdentifiers(connection, provider);
    });
  }

  async delete(poolId: string, name: string): Promise<boolean> {
    return this.#connection.atomic(async (connection) => {
      const deleted = await connection.run(deleteProvider, poolId, name);
      await connection.run(deleteIdentifiers, poolId, name);
      return deleted > 0;
    });
  }

  async page(poolId: string, request: PageRequest): Promise<Page<IdentityProvider>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<IdentityProviderRow>(pageOfPool, poolId, after, rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#fromRow(row),
      (row) => row.name,
    );
  }

  async count(poolId: string): Promise<number> {
    return (await this.#connection.get<{ number: number }>(countOfPool, poolId))?.number ?? 0;
  }

  #detailColumns({ poolId, name, type, details, attributeMapping, identifiers }: IdentityProvider) {
    return [
      type,
      this.#keyring.seal(scopeOf(poolId, name), toDocument(details)),
      attributeMapping ? toDocument(attributeMapping) : null,
      identifiers ? toDocument(identifiers) : null,
    ] as const;
  }

  #fromRow(row: IdentityProviderRow): IdentityProvider {
    const details = this.#keyring.open(scopeOf(row.pool_id, row.name), row.sealed_details).toString();
    return withoutNulls({
      poolId: row.pool_id,
      name: row.name,
      type: row.type as IdentityProvider["type"],
      details: fromDocument<Record<string, string>>(details),
      attributeMapping:
        row.attribute_mapping === null ? null : fromDocument<Record<string, string>>(row.attribute_mapping),
      identifiers: row.identifiers === null ? null : fromDocument<readonly string[]>(row.identifiers),
      createdAt: row.created_at,
      modifiedAt: row.modified_at,
      version: row.version,
    });
  }
}

async function takeIdentifiers(connection: Connection, provider: IdentityProvider): Promise<void> {
  for (const identifier of new Set(provider.identifiers)) {
    const taken = await connection.run(insertIdentifier, provider.poolId, identifier, provider.name);
    if (taken === 0) throw new AlreadyExists("identifier");
  }
}

function scopeOf(poolId: string, name: string): KeyScope {
  return { purpose: "identity-provider-details", poolId, subject: name };
}
