/**
 * Owns the state of a database as a whole: which migrations it has seen and which master key it belongs to. Refuses a
 * database of a newer program and a wrong key (T-51) in words that say what to do.
 */

import type { Value } from "./connection.js";
import { type Dialect, spell } from "./dialect.js";
import { type Migration, migrations as released } from "./migrations/index.js";
import { StoreRefused } from "./store-refused.js";

/** One connection inside one transaction that holds off every other process. */
export interface SchemaConnection {
  readonly dialect: Dialect;
  execute(text: string): Promise<void>;
  query<R>(text: string, ...values: readonly Value[]): Promise<readonly R[]>;
}

/** What the database says about itself. */
export interface SchemaState {
  readonly version: number;
  readonly keyCheck: string | undefined;
}

const createMeta = "CREATE TABLE IF NOT EXISTS meta (name {key} NOT NULL PRIMARY KEY, value {text} NOT NULL)";
const getMeta = "SELECT value FROM meta WHERE name = ?";
const setMeta = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const VERSION = "schema version";
const KEY_CHECK = "master key check";

/** What a database says about itself; undefined when it is not one of Poolhouse. */
export async function readSchemaState(connection: SchemaConnection): Promise<SchemaState> {
  const value = async (name: string) =>
    (await connection.query<{ value: string }>(spell(getMeta, connection.dialect), name))[0]?.value;
  return { version: Number((await value(VERSION)) ?? 0), keyCheck: await value(KEY_CHECK) };
}

/** Throws unless this program, with this key, may use a database in this state. */
export function refuseForeign(state: SchemaState, keyCheck: string, migrations = released): void {
  const known = migrations.at(-1)?.version ?? 0;
  if (state.version > known) {
    throw new StoreRefused(
      `The store has schema version ${state.version}, this program knows versions up to ${known}. ` +
        "It was last used by a newer release: start that release, or restore a backup made before the upgrade.",
    );
  }
  if (state.keyCheck !== undefined && state.keyCheck !== keyCheck) {
    throw new StoreRefused(
      "The master key does not belong to this store. Nothing was changed: start again with the key the store was made with.",
    );
  }
}

/** Brings a database to the newest schema, or leaves it untouched and throws. Call inside a transaction. */
export async function prepareSchema(
  connection: SchemaConnection,
  keyCheck: string,
  migrations: readonly Migration[] = released,
): Promise<void> {
  const { dialect } = connection;
  await connection.execute(spell(createMeta, dialect));
  const state = await readSchemaState(connection);
  refuseForeign(state, keyCheck, migrations);
  for (const { version, statements } of migrations) {
    if (version <= state.version) continue;
    for (const statement of statements) await connection.execute(spell(statement, dialect));
    await connection.query(spell(setMeta, dialect), VERSION, String(version));
  }
  if (state.keyCheck === undefined) await connection.query(spell(setMeta, dialect), KEY_CHECK, keyCheck);
}
