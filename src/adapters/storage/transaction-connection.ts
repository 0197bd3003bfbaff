/**
 * Owns the connection inside a transaction: it ends with the transaction, and what `atomic` runs is alone between its
 * savepoints, even if the work started several things at once.
 */
import type { Connection, Value } from "./connection.js";
import { read, type Statement, write } from "./statement.js";

/** One database session while a transaction is open on it. */
export interface Session {
  get<R>(statement: Statement, values: readonly Value[]): R | undefined | Promise<R | undefined>;
  all<R>(statement: Statement, values: readonly Value[]): readonly R[] | Promise<readonly R[]>;
  run(statement: Statement, values: readonly Value[]): number | Promise<number>;
}

const begin = write("SAVEPOINT several");
const keep = write("RELEASE SAVEPOINT several");
const undo = write("ROLLBACK TO SAVEPOINT several");

/** How long a transaction may take before it is cut off: nothing but the store is awaited in it. */
export const TRANSACTION_LIMIT_MS = 10_000;

/** A transaction did not come to its end in time. */
export class TransactionCutOff extends Error {
  constructor(limitMs: number) {
    super(`a transaction was cut off after ${limitMs} ms`);
    this.name = "TransactionCutOff";
  }
}

/** What `work` answers, or TransactionCutOff when it takes too long. */
export async function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransactionCutOff(limitMs)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** The connection of one transaction. */
export class TransactionConnection implements Connection {
  readonly #session: Session;
  #ended = false;
  /** Settles when the `atomic` that runs has ended. */
  #busy: Promise<unknown> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** From here on nothing reaches the database through this connection. */
  end(): void {
    this.#ended = true;
  }

  async get<R>(statement: Statement, ...values: readonly Value[]): Promise<R | undefined> {
    while (this.#busy) await this.#busy;
    this.#refuseEnded();
    return this.#session.get<R>(statement, values);
  }

  async all<R>(statement: Statement, ...values: readonly Value[]): Promise<readonly R[]> {
    while (this.#busy) await this.#busy;
    this.#refuseEnded();
    return this.#session.all<R>(statement, values);
  }

  async run(statement: Statement, ...values: readonly Value[]): Promise<number> {
    while (this.#busy) await this.#busy;
    this.#refuseEnded();
    return this.#session.run(statement, values);
  }

  async atomic<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    // From the end of the wait to the new `#busy` nothing is awaited, or two would go at once.
    while (this.#busy) await this.#busy;
    this.#refuseEnded();
    const done = this.#savepoint(work);
    const settled = done.then(
      () => {},
      () => {},
    );
    this.#busy = settled;
    try {
      return await done;
    } finally {
      if (this.#busy === settled) this.#busy = undefined;
    }
  }

  async #savepoint<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    await this.#session.run(begin, []);
    const inner = new InnerConnection(this.#session, () => this.#refuseEnded());
    try {
      const answer = await work(inner);
      this.#refuseEnded();
      await this.#session.run(keep, []);
      return answer;
    } catch (error) {
      if (!this.#ended) {
        await this.#session.run(undo, []);
        await this.#session.run(keep, []);
      }
      throw error;
    }
  }

  #refuseEnded(): void {
    if (this.#ended) throw new Error("The transaction has ended; its handle is of no use any more.");
  }
}

/** The connection that the work of `atomic` uses: it is between savepoints already. */
class InnerConnection implements Connection {
  readonly #session: Session;
  readonly #check: () => void;

  constructor(session: Session, check: () => void) {
    this.#session = session;
    this.#check = check;
  }

  async get<R>(statement: Statement, ...values: readonly Value[]): Promise<R | undefined> {
    this.#check();
    return this.#session.get<R>(statement, values);
  }

  async all<R>(statement: Statement, ...values: readonly Value[]): Promise<readonly R[]> {
    this.#check();
    return this.#session.all<R>(statement, values);
  }

  async run(statement: Statement, ...values: readonly Value[]): Promise<number> {
    this.#check();
    return this.#session.run(statement, values);
  }

  async atomic<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return work(this);
  }
}

export const probe = read("SELECT 1 AS alive");
