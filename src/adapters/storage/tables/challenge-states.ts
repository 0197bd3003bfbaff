/** Table: states of challenges, sealed for their purpose, pool, user and id. */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { ChallengeState, ChallengeStateKey, ChallengeStates } from "../../../ports/tables/challenge-states.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface Row {
  readonly sealed: Buffer;
}

const insertState = write(
  `INSERT INTO challenge_states (id, pool_id, sub, purpose, sealed, expires_at) VALUES (?, ?, ?, ?, ?, ?)
   ON CONFLICT DO NOTHING`,
);
const isThisOne = "id = ? AND pool_id = ? AND sub = ? AND purpose = ? AND expires_at > ?";
const getState = read(`SELECT sealed FROM challenge_states WHERE ${isThisOne}`);
const takeState = write(`DELETE FROM challenge_states WHERE ${isThisOne} RETURNING sealed`);

/** Repository of challenge states. */
export class ChallengeStatesTable implements ChallengeStates {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insert(state: ChallengeState): Promise<void> {
    const { id, poolId, sub, purpose, content, expiresAt } = state;
    const sealed = this.#keyring.seal(scopeOf(state), toDocument(content));
    const inserted = await this.#connection.run(insertState, id, poolId, sub, purpose, sealed, expiresAt);
    if (inserted === 0) throw new AlreadyExists("challenge state");
  }

  async get<T>(key: ChallengeStateKey, now: number): Promise<T | undefined> {
    return this.#content(key, await this.#connection.get<Row>(getState, ...columnsOf(key), now));
  }

  async take<T>(key: ChallengeStateKey, now: number): Promise<T | undefined> {
    return this.#content(key, await this.#connection.get<Row>(takeState, ...columnsOf(key), now));
  }

  #content<T>(key: ChallengeStateKey, row: Row | undefined): T | undefined {
    return row && fromDocument<T>(this.#keyring.open(scopeOf(key), row.sealed).toString());
  }
}

function columnsOf({ id, poolId, sub, purpose }: ChallengeStateKey) {
  return [id, poolId, sub, purpose] as const;
}

function scopeOf({ id, poolId, sub, purpose }: ChallengeStateKey): KeyScope {
  return { purpose: `challenge-state:${purpose}`, poolId, subject: JSON.stringify([sub, id]) };
}
