/** Tables: events and change sets of stacks, sealed like the stacks themselves. */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { ChangeSetRow, ChangeSets, StackEventRow, StackEvents } from "../../../ports/tables/stacks.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

const insertEvent = write("INSERT INTO stack_events (stack_id, sealed) VALUES (?, ?)");
const pageOfEvents = read(
  "SELECT id, sealed FROM stack_events WHERE stack_id = ? AND id < ? ORDER BY stack_id DESC, id DESC LIMIT ?",
);

interface ChangeSetColumns {
  readonly id: string;
  readonly stack_id: string;
  readonly name: string;
  readonly created_at: number;
  readonly version: number;
  readonly sealed: Buffer;
}

const columns = "id, stack_id, name, created_at, version, sealed";
const getById = read(`SELECT ${columns} FROM change_sets WHERE id = ?`);
const getByName = read(`SELECT ${columns} FROM change_sets WHERE stack_id = ? AND name = ?`);
const insertChangeSet = write(`INSERT INTO change_sets (${columns}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
const updateChangeSet = write(
  "UPDATE change_sets SET created_at = ?, sealed = ?, version = version + 1 WHERE id = ? AND version = ?",
);
const deleteChangeSet = write("DELETE FROM change_sets WHERE id = ?");
const deleteOfStack = write("DELETE FROM change_sets WHERE stack_id = ?");
const pageOfStack = read(`SELECT ${columns} FROM change_sets WHERE stack_id = ? AND name > ? ORDER BY name LIMIT ?`);

/** Repository of events. */
export class StackEventsTable implements StackEvents {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insert({ stackId, document }: StackEventRow): Promise<void> {
    await this.#connection.run(insertEvent, stackId, this.#keyring.seal(scopeOfEvent(stackId), toDocument(document)));
  }

  async page(stackId: string, request: PageRequest): Promise<Page<unknown>> {
    const before = Number(request.after ?? Number.MAX_SAFE_INTEGER);
    const rows = await this.#connection.all<{ id: number; sealed: Buffer }>(
      pageOfEvents,
      stackId,
      before,
      rowsFor(request),
    );
    return toPage(
      rows,
      request,
      (row) => fromDocument<unknown>(this.#keyring.open(scopeOfEvent(stackId), row.sealed).toString()),
      (row) => String(row.id),
    );
  }
}

/** Repository of change sets. */
export class ChangeSetsTable implements ChangeSets {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(id: string): Promise<ChangeSetRow | undefined> {
    const row = await this.#connection.get<ChangeSetColumns>(getById, id);
    return row && this.#fromRow(row);
  }

  async getByName(stackId: string, name: string): Promise<ChangeSetRow | undefined> {
    const row = await this.#connection.get<ChangeSetColumns>(getByName, stackId, name);
    return row && this.#fromRow(row);
  }

  async insert({ id, stackId, name, createdAt, version, document }: ChangeSetRow): Promise<void> {
    const sealed = this.#keyring.seal(scopeOfChangeSet(id), toDocument(document));
    const inserted = await this.#connection.run(insertChangeSet, id, stackId, name, createdAt, version, sealed);
    if (inserted === 0) throw new AlreadyExists("name");
  }

  async update({ id, createdAt, version, document }: ChangeSetRow): Promise<void> {
    const sealed = this.#keyring.seal(scopeOfChangeSet(id), toDocument(document));
    const updated = await this.#connection.run(updateChangeSet, createdAt, sealed, id, version);
    if (updated === 0) throw new Stale("change set");
  }

  async delete(id: string): Promise<void> {
    await this.#connection.run(deleteChangeSet, id);
  }

  async deleteOfStack(stackId: string): Promise<void> {
    await this.#connection.run(deleteOfStack, stackId);
  }

  async page(stackId: string, request: PageRequest): Promise<Page<ChangeSetRow>> {
    const after = request.after ?? "";
    const rows = await this.#connection.all<ChangeSetColumns>(pageOfStack, stackId, after, rowsFor(request));
    return toPage(
      rows,
      request,
      (row) => this.#fromRow(row),
      (row) => row.name,
    );
  }

  #fromRow(row: ChangeSetColumns): ChangeSetRow {
    return {
      id: row.id,
      stackId: row.stack_id,
      name: row.name,
      createdAt: row.created_at,
      version: row.version,
      document: fromDocument<unknown>(this.#keyring.open(scopeOfChangeSet(row.id), row.sealed).toString()),
    };
  }
}

function scopeOfEvent(stackId: string): KeyScope {
  return { purpose: "stack-event", subject: stackId };
}

function scopeOfChangeSet(id: string): KeyScope {
  return { purpose: "change-set", subject: id };
}
