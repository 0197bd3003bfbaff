/**
 * The store on PostgreSQL, for several nodes over one database.
 *
 * Transactions are READ COMMITTED. Every decision is guarded by the row it was made on: a version, a locked row, or a
 * statement that decides and writes at once. Under READ COMMITTED such a statement waits for its rival and then sees the
 * rival's row, so of fifty callers one wins and the others are told so; REPEATABLE READ would break off forty-nine of
 * them and have them try again. Listings may see a neighbour's commit between two statements, which nothing relies on.
 */
import type { Store } from "../../ports/store.js";
import type { Connection, Value } from "./connection.js";
import {
  Collision,
  openPool,
  type Pool,
  type PoolClient,
  PostgresSession,
  type Queryable,
  translate,
} from "./postgres-session.js";
import { prepareSchema, readSchemaState, refuseForeign, type SchemaConnection } from "./schema.js";
import type { Statement } from "./statement.js";
import type { StoreOptions } from "./store-options.js";
import { type Database, storeOver } from "./store-over.js";
import { StoreRefused } from "./store-refused.js";
import { reportOn, type StoreReport } from "./store-report.js";
import { tablesOver } from "./tables/all-tables.js";
import {
  TRANSACTION_LIMIT_MS,
  TransactionConnection,
  TransactionCutOff,
  withinLimit,
} from "./transaction-connection.js";

/** Any number that other programs on the same database do not use for advisory locks. */
const MIGRATION_LOCK = 5_061_746_201;
const ATTEMPTS = 3;

/** Opens the store of a PostgreSQL database. */
export async function openPostgres(url: string, options: StoreOptions): Promise<Store> {
  const pool = openPool(url);
  try {
    await migrate(pool, options.keyring.checkValue());
  } catch (error) {
    await pool.end();
    throw error;
  }
  return storeOver(new PostgresDatabase(pool), options);
}

async function migrate(pool: Pool, keyCheck: string): Promise<void> {
  const client = await pool.connect();
  try {
    const encoding = (await client.query<{ server_encoding: string }>("SHOW server_encoding")).rows[0]?.server_encoding;
    if (encoding !== "UTF8") throw new StoreRefused(`The database must have the encoding UTF8; it has ${encoding}.`);
    await client.query("BEGIN");
    // Nodes that start together migrate one after the other, for as long as it takes.
    await client.query("SET LOCAL statement_timeout = 0");
    await client.query("SELECT pg_advisory_xact_lock($1)", [MIGRATION_LOCK]);
    await prepareSchema(schemaConnection(client), keyCheck);
    await client.query("COMMIT");
    client.release();
  } catch (error) {
    // Closing the session undoes what it began.
    client.release(true);
    throw error;
  }
}

/** Reads everything in the database and checks it under the master key; changes nothing. */
export async function verifyPostgres(url: string, { keyring, random, clock }: StoreOptions): Promise<StoreReport> {
  const pool = openPool(url);
  try {
    const client = await pool.connect();
    // One snapshot for all reads, so that counts can be compared with what is counted.
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    try {
      refuseForeign(await readSchemaState(schemaConnection(client)), keyring.checkValue());
      const connection = new TransactionConnection(new PostgresSession(client));
      return await reportOn(connection, tablesOver({ connection, keyring, random, clock }));
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

function schemaConnection(queryable: Queryable): SchemaConnection {
  return {
    dialect: "postgres",
    async execute(text) {
      await queryable.query(text);
    },
    async query<R>(text: string, ...values: readonly Value[]) {
      return (await queryable.query(text, [...values])).rows as R[];
    },
  };
}

class PostgresDatabase implements Database {
  readonly #pool: Pool;
  readonly connection: Connection;
  #closing: Promise<void> | undefined;

  constructor(pool: Pool) {
    this.#pool = pool;
    this.connection = new OuterConnection(this, new PostgresSession(pool));
  }

  async transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    const connection = new TransactionConnection(new PostgresSession(client));
    try {
      await client.query("BEGIN ISOLATION LEVEL READ COMMITTED");
      const answer = await withinLimit(work(connection), TRANSACTION_LIMIT_MS);
      connection.end();
      const { command } = await client.query("COMMIT").catch(translate);
      // After an error that the work overlooked, PostgreSQL answers a commit by rolling back.
      if (command !== "COMMIT") throw new Error("A statement of the transaction had failed; nothing was kept.");
      client.release();
      return answer;
    } catch (error) {
      connection.end();
      await giveBack(client, error);
      throw error;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }
}

/** Rolls back and returns the session to the pool, or closes it, which rolls back too, when it may still be busy or broken. */
async function giveBack(client: PoolClient, error: unknown): Promise<void> {
  if (error instanceof TransactionCutOff) {
    client.release(true);
    return;
  }
  try {
    await client.query("ROLLBACK");
    client.release();
  } catch {
    client.release(true);
  }
}

/** The connection outside transactions: one statement is a transaction already. */
class OuterConnection implements Connection {
  readonly #database: Database;
  readonly #session: PostgresSession;

  constructor(database: Database, session: PostgresSession) {
    this.#database = database;
    this.#session = session;
  }

  get<R>(statement: Statement, ...values: readonly Value[]): Promise<R | undefined> {
    return this.#session.get<R>(statement, values);
  }

  all<R>(statement: Statement, ...values: readonly Value[]): Promise<readonly R[]> {
    return this.#session.all<R>(statement, values);
  }

  run(statement: Statement, ...values: readonly Value[]): Promise<number> {
    return this.#session.run(statement, values);
  }

  async atomic<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    for (let made = 1; ; made += 1) {
      try {
        return await this.#database.transaction(work);
      } catch (error) {
        // A version that has moved on is the caller's to handle; a collision is not.
        if (!(error instanceof Collision) || made === ATTEMPTS) throw error;
      }
    }
  }
}
