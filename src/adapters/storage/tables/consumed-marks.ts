/** Table: marks of what was used once; a row holds a keyed MAC of the mark, never the mark. */
import type { Keyring } from "../../../ports/keyring.js";
import type { ConsumedMarks } from "../../../ports/tables/consumed-marks.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

const insertMark = write(
  `INSERT INTO consumed_marks (mark, expires_at) VALUES (?, ?)
   ON CONFLICT (mark) DO UPDATE SET expires_at = excluded.expires_at WHERE consumed_marks.expires_at <= ?`,
);
const hasMark = read("SELECT 1 AS found FROM consumed_marks WHERE mark = ? AND expires_at > ?");

/** Repository of consumed marks. */
export class ConsumedMarksTable implements ConsumedMarks {
  readonly #connection: Connection;
  readonly #keyring: Keyring;
  readonly #now: () => number;

  constructor({ connection, keyring, clock }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
    // Without a clock no mark has expired yet: never accepting twice is the safe side.
    this.#now = () => clock?.now() ?? 0;
  }

  async consume(mark: string, expiresAt: number): Promise<boolean> {
    return (await this.#connection.run(insertMark, this.#column(mark), expiresAt, this.#now())) > 0;
  }

  async has(mark: string): Promise<boolean> {
    return (await this.#connection.get(hasMark, this.#column(mark), this.#now())) !== undefined;
  }

  #column(mark: string): Buffer {
    return this.#keyring.mac({ purpose: "consumed-mark" }, mark);
  }
}
