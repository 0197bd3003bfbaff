/** Tables: stacks and their resources; documents are sealed, as templates and parameters may hold secrets (T-51). */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { StackResourceRow, StackResources, StackRow, Stacks } from "../../../ports/tables/stacks.js";
import { fromDocument, toDocument, withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface StackColumns {
  readonly id: string;
  readonly account_id: string;
  readonly region: string;
  readonly name: string;
  readonly created_at: number;
  readonly deleted_at: number | null;
  readonly worked_until: number | null;
  readonly version: number;
  readonly sealed: Buffer;
}

interface ResourceColumns {
  readonly stack_id: string;
  readonly logical_id: string;
  readonly physical_id: string | null;
  readonly updated_at: number;
  readonly sealed: Buffer;
}

const columns = "id, account_id, region, name, created_at, deleted_at, worked_until, version, sealed";
const getById = read(`SELECT ${columns} FROM stacks WHERE id = ?`);
const getLiving = read(`SELECT ${columns} FROM stacks WHERE account_id = ? AND region = ? AND living_name = ?`);
const insertStack = write(
  `INSERT INTO stacks (${columns}, living_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const updateStack = write(
  `UPDATE stacks SET created_at = ?, deleted_at = ?, worked_until = ?, sealed = ?, living_name = ?, version = version + 1
   WHERE id = ? AND version = ?`,
);
const pageOfAccount = read(
  `SELECT ${columns} FROM stacks WHERE account_id = ? AND region = ? AND id > ? ORDER BY id LIMIT ?`,
);
const abandoned = read("SELECT id FROM stacks WHERE worked_until <= ? ORDER BY worked_until LIMIT ?");

const resourceColumns = "stack_id, logical_id, physical_id, updated_at, sealed";
const getResource = read(`SELECT ${resourceColumns} FROM stack_resources WHERE stack_id = ? AND logical_id = ?`);
const listResources = read(`SELECT ${resourceColumns} FROM stack_resources WHERE stack_id = ? ORDER BY logical_id`);
const listByPhysicalId = read(`SELECT ${resourceColumns} FROM stack_resources WHERE physical_id = ? LIMIT ?`);
const putResource = write(
  `INSERT INTO stack_resources (${resourceColumns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (stack_id, logical_id)
   DO UPDATE SET physical_id = excluded.physical_id, updated_at = excluded.updated_at, sealed = excluded.sealed`,
);
const deleteResource = write("DELETE FROM stack_resources WHERE stack_id = ? AND logical_id = ?");

/** Repository of stacks. */
export class StacksTable implements Stacks {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(id: string): Promise<StackRow | undefined> {
    const row = await this.#connection.get<StackColumns>(getById, id);
    return row && this.#fromRow(row);
  }

  async getByName(accountId: string, region: string, name: string): Promise<StackRow | undefined> {
    const row = await this.#connection.get<StackColumns>(getLiving, accountId, region, name);
    return row && this.#fromRow(row);
  }

  async insert(stack: StackRow): Promise<void> {
    const { id, accountId, region, name, createdAt, deletedAt, workedUntil, version, document } = stack;
    const sealed = this.#keyring.seal(scopeOfStack(id), toDocument(document));
    const living = deletedAt === undefined ? name : null;
    const values = [
      id,
      accountId,
      region,
      name,
      createdAt,
      deletedAt ?? null,
      workedUntil ?? null,
      version,
      sealed,
      living,
    ];
    if ((await this.#connection.run(insertStack, ...values)) === 0) throw new AlreadyExists("name");
  }

  async update(stack: StackRow): Promise<void> {
    const { id, name, createdAt, deletedAt, workedUntil, version, document } = stack;
    const sealed = this.#keyring.seal(scopeOfStack(id), toDocument(document));
    const living = deletedAt === undefined ? name : null;
    const values = [createdAt, deletedAt ?? null, workedUntil ?? null, sealed, living, id, version];
    if ((await this.#connection.run(updateStack, ...values)) === 0) throw new Stale("stack");
  }

  async page(accountId: string, region: string, request: PageRequest): Promise<Page<StackRow>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<StackColumns>(pageOfAccount, accountId, region, after, rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#fromRow(row),
      (row) => row.id,
    );
  }

  async listAbandoned(now: number, limit: number): Promise<readonly string[]> {
    return (await this.#connection.all<{ id: string }>(abandoned, now, limit)).map((row) => row.id);
  }

  #fromRow(row: StackColumns): StackRow {
    return withoutNulls({
      id: row.id,
      accountId: row.account_id,
      region: row.region,
      name: row.name,
      createdAt: row.created_at,
      deletedAt: row.deleted_at,
      workedUntil: row.worked_until,
      version: row.version,
      document: fromDocument<object>(this.#keyring.open(scopeOfStack(row.id), row.sealed).toString()),
    });
  }
}

/** Repository of the resources of stacks. */
export class StackResourcesTable implements StackResources {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(stackId: string, logicalId: string): Promise<StackResourceRow | undefined> {
    const row = await this.#connection.get<ResourceColumns>(getResource, stackId, logicalId);
    return row && this.#fromRow(row);
  }

  async list(stackId: string): Promise<readonly StackResourceRow[]> {
    const rows = await this.#connection.all<ResourceColumns>(listResources, stackId);
    return rows.map((row) => this.#fromRow(row));
  }

  async listByPhysicalId(physicalId: string, limit: number): Promise<readonly StackResourceRow[]> {
    const rows = await this.#connection.all<ResourceColumns>(listByPhysicalId, physicalId, limit);
    return rows.map((row) => this.#fromRow(row));
  }

  async put({ stackId, logicalId, physicalId, updatedAt, document }: StackResourceRow): Promise<void> {
    const sealed = this.#keyring.seal(scopeOfResource(stackId, logicalId), toDocument(document));
    await this.#connection.run(putResource, stackId, logicalId, physicalId ?? null, updatedAt, sealed);
  }

  async delete(stackId: string, logicalId: string): Promise<void> {
    await this.#connection.run(deleteResource, stackId, logicalId);
  }

  #fromRow(row: ResourceColumns): StackResourceRow {
    const scope = scopeOfResource(row.stack_id, row.logical_id);
    return withoutNulls({
      stackId: row.stack_id,
      logicalId: row.logical_id,
      physicalId: row.physical_id,
      updatedAt: row.updated_at,
      document: fromDocument<object>(this.#keyring.open(scope, row.sealed).toString()),
    });
  }
}

function scopeOfStack(id: string): KeyScope {
  return { purpose: "stack", subject: id };
}

function scopeOfResource(stackId: string, logicalId: string): KeyScope {
  return { purpose: "stack-resource", subject: `${stackId} ${logicalId}` };
}
