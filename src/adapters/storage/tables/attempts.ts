/** Table: counters of attempts; a row holds a keyed MAC of the counter's key, which may name a person. */
import type { Keyring } from "../../../ports/keyring.js";
import type { Attempts } from "../../../ports/tables/attempts.js";
import type { Connection } from "../connection.js";
import { write } from "../statement.js";
import type { TableContext } from "./table-context.js";

// The window that is open at the time given counts on; a closed one is replaced by a new one with this attempt in it.
const countHit = write(
  `INSERT INTO attempts (counter, hits, window_ends_at) VALUES (?, 1, ?) ON CONFLICT (counter) DO UPDATE SET
   hits = CASE WHEN attempts.window_ends_at <= ? THEN 1 ELSE attempts.hits + 1 END,
   window_ends_at = CASE WHEN attempts.window_ends_at <= ? THEN excluded.window_ends_at ELSE attempts.window_ends_at END
   RETURNING hits`,
);
const clearCounter = write("DELETE FROM attempts WHERE counter = ?");

/** Repository of attempt counters. */
export class AttemptsTable implements Attempts {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async hit(key: string, now: number, windowMs: number): Promise<number> {
    const values = [this.#column(key), now + windowMs, now, now] as const;
    return (await this.#connection.get<{ hits: number }>(countHit, ...values))!.hits;
  }

  async clear(key: string): Promise<void> {
    await this.#connection.run(clearCounter, this.#column(key));
  }

  #column(key: string): Buffer {
    return this.#keyring.mac({ purpose: "attempt-counter" }, key);
  }
}
