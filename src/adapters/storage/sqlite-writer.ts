/**
 * Owns the order of writes on SQLite's one writing connection. Transactions that wait at the same time share one commit, each
 * between savepoints of its own: the disk is asked once for all of them. Nobody hears of a success, nor of a failure
 * that was decided on what a neighbour wrote, before that commit is durable; if it fails, all of them failed.
 */
import type { SqliteSession } from "./sqlite-session.js";
import { write } from "./statement.js";
import { TRANSACTION_LIMIT_MS, TransactionConnection, withinLimit } from "./transaction-connection.js";

const begin = write("BEGIN IMMEDIATE");
const commit = write("COMMIT");
const rollback = write("ROLLBACK");
const beginMember = write("SAVEPOINT member");
const keepMember = write("RELEASE SAVEPOINT member");
const undoMember = write("ROLLBACK TO SAVEPOINT member");

export interface WriterOptions {
  /** How many transactions share a commit at most; 1 in memory, where a commit costs nothing. */
  readonly groupLimit: number;
  readonly limitMs?: number;
}

/** The part of a session that the writer uses. */
export type WritingSession = Pick<SqliteSession, "get" | "all" | "run" | "inTransaction">;

/** A transaction that waits, or a read that must not see a transaction half done. */
interface Turn {
  readonly reads: boolean;
  /** Starts the work; settles when it is done. */
  start(connection: TransactionConnection): Promise<unknown>;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

type Outcome = { readonly answer: unknown } | { readonly error: unknown };

/** The queue before the writing connection. */
export class SqliteWriter {
  readonly #session: WritingSession;
  readonly #groupLimit: number;
  readonly #limitMs: number;
  readonly #turns: Turn[] = [];
  #working: Promise<void> | undefined;
  #closed = false;

  constructor(session: WritingSession, options: WriterOptions) {
    this.#session = session;
    this.#groupLimit = options.groupLimit;
    this.#limitMs = options.limitMs ?? TRANSACTION_LIMIT_MS;
  }

  /** Runs `work` in a transaction; resolves after its commit. */
  transaction<T>(work: (connection: TransactionConnection) => Promise<T>): Promise<T> {
    return this.#enqueue(false, work);
  }

  /** Runs `work`, which only reads, between transactions. */
  async between<T>(work: () => T): Promise<T> {
    this.#refuseClosed();
    if (!this.#working) return work();
    return this.#enqueue(true, async () => work());
  }

  /** Lets the waiting transactions end and accepts no more. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#working) await this.#working;
  }

  #enqueue<T>(reads: boolean, work: (connection: TransactionConnection) => Promise<T>): Promise<T> {
    this.#refuseClosed();
    return new Promise<T>((resolve, reject) => {
      // Started by `then`, so that the work runs in the asynchronous context of its caller, not of whoever came first.
      let open: (connection: TransactionConnection) => void = () => {};
      const opened = new Promise<TransactionConnection>((opening) => {
        open = opening;
      });
      const done = opened.then(work);
      const start = (connection: TransactionConnection) => {
        open(connection);
        return done;
      };
      this.#turns.push({ reads, start, resolve: resolve as (answer: unknown) => void, reject });
      this.#working ??= this.#work();
    });
  }

  #refuseClosed(): void {
    if (this.#closed) throw new Error("The store is closed.");
  }

  async #work(): Promise<void> {
    while (this.#turns.length > 0) {
      // Requests whose bytes have arrived get the chance to share the commit.
      if (this.#groupLimit > 1) await new Promise((resolve) => setImmediate(resolve));
      if (this.#turns[0]!.reads) await this.#read(this.#turns.shift()!);
      else await this.#group();
    }
    this.#working = undefined;
  }

  async #read(turn: Turn): Promise<void> {
    await turn.start(new TransactionConnection(this.#session)).then(turn.resolve, turn.reject);
  }

  async #group(): Promise<void> {
    const members: { readonly turn: Turn; readonly outcome: Outcome }[] = [];
    try {
      this.#session.run(begin, []);
      while (members.length < this.#groupLimit && this.#turns[0]?.reads === false) {
        const turn = this.#turns.shift()!;
        // Listed before it runs: whatever ends the group ends this member too.
        members.push({ turn, outcome: { error: undefined } });
        members[members.length - 1] = { turn, outcome: await this.#member(turn) };
      }
      this.#session.run(commit, []);
    } catch (error) {
      // A full or broken disk: nothing of this group is kept. If not even the beginning worked, nobody has run yet.
      const failed = members.length > 0 ? members.map(({ turn }) => turn) : this.#turns.splice(0, this.#groupLimit);
      for (const turn of failed) turn.reject(error);
      this.#abandon();
      return;
    }
    for (const { turn, outcome } of members) {
      if ("error" in outcome) turn.reject(outcome.error);
      else turn.resolve(outcome.answer);
    }
  }

  #abandon(): void {
    try {
      if (this.#session.inTransaction) this.#session.run(rollback, []);
    } catch {
      // Those concerned have been told of the error that led here. A transaction that cannot even be rolled back stays
      // open, and every later group fails at its beginning: nothing is acknowledged any more.
    }
  }

  /** What became of one member. Throws when SQLite has given up the transaction of the whole group. */
  async #member(turn: Turn): Promise<Outcome> {
    this.#session.run(beginMember, []);
    const connection = new TransactionConnection(this.#session);
    try {
      const answer = await withinLimit(turn.start(connection), this.#limitMs);
      connection.end();
      this.#session.run(keepMember, []);
      return { answer };
    } catch (error) {
      connection.end();
      // Some errors make SQLite roll back by itself, and the neighbours with it.
      if (!this.#session.inTransaction) throw error;
      this.#session.run(undoMember, []);
      this.#session.run(keepMember, []);
      return { error };
    }
  }
}
