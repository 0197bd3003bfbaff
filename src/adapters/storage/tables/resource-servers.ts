/** Table: resource servers, their scopes as a document. */
import type { ResourceServer } from "../../../domain/resource-server.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { ResourceServers } from "../../../ports/tables/resource-servers.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

interface ResourceServerRow {
  readonly pool_id: string;
  readonly identifier: string;
  readonly name: string;
  readonly scopes: string;
}

const columns = "pool_id, identifier, name, scopes";
const getByIdentifier = read(`SELECT ${columns} FROM resource_servers WHERE pool_id = ? AND identifier = ?`);
const insertServer = write(`INSERT INTO resource_servers (${columns}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`);
const updateServer = write("UPDATE resource_servers SET name = ?, scopes = ? WHERE pool_id = ? AND identifier = ?");
const deleteServer = write("DELETE FROM resource_servers WHERE pool_id = ? AND identifier = ?");
const pageOfPool = read(
  `SELECT ${columns} FROM resource_servers WHERE pool_id = ? AND identifier > ? ORDER BY identifier LIMIT ?`,
);
const countOfPool = read("SELECT COUNT(*) AS number FROM resource_servers WHERE pool_id = ?");

/** Repository of resource servers. */
export class ResourceServersTable implements ResourceServers {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(poolId: string, identifier: string): Promise<ResourceServer | undefined> {
    const row = await this.#connection.get<ResourceServerRow>(getByIdentifier, poolId, identifier);
    return row && fromRow(row);
  }

  async insert({ poolId, identifier, name, scopes }: ResourceServer): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, poolId);
      const inserted = await connection.run(insertServer, poolId, identifier, name, toDocument(scopes));
      if (inserted === 0) throw new AlreadyExists("identifier");
    });
  }

  async update({ poolId, identifier, name, scopes }: ResourceServer): Promise<void> {
    const updated = await this.#connection.run(updateServer, name, toDocument(scopes), poolId, identifier);
    if (updated === 0) throw new Stale("resource server");
  }

  async delete(poolId: string, identifier: string): Promise<boolean> {
    return (await this.#connection.run(deleteServer, poolId, identifier)) > 0;
  }

  async page(poolId: string, request: PageRequest): Promise<Page<ResourceServer>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<ResourceServerRow>(pageOfPool, poolId, after, rowsFor(request));
    return toPage(rows, request, fromRow, (row) => row.identifier);
  }

  async count(poolId: string): Promise<number> {
    return (await this.#connection.get<{ number: number }>(countOfPool, poolId))?.number ?? 0;
  }
}

function fromRow(row: ResourceServerRow): ResourceServer {
  return {
    poolId: row.pool_id,
    identifier: row.identifier,
    name: row.name,
    scopes: fromDocument<ResourceServer["scopes"]>(row.scopes),
  };
}
