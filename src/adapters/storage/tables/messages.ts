/** Table: messages, sealed but for their id, pool and time; a keyed MAC of the username finds them when a user is erased. */
import type { Message, MessageDelivery } from "../../../domain/message.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { ClaimedMessage, Messages } from "../../../ports/tables/messages.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, type Statement, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface MessageRow {
  readonly id: string;
  readonly pool_id: string;
  readonly sent_at: number;
  readonly sealed: Buffer;
  readonly state: MessageDelivery["state"] | "kept";
  readonly attempts: number;
  readonly failure: string | null;
}

const columns = "id, pool_id, sent_at, sealed, state, attempts, failure";
const insertMessage = write(
  `INSERT INTO messages (${columns}, addressee) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const listAll = read(`SELECT ${columns} FROM messages WHERE id > ? ORDER BY id LIMIT ?`);
const listOfPool = read(`SELECT ${columns} FROM messages WHERE pool_id = ? AND id > ? ORDER BY id LIMIT ?`);
const getMessage = read(`SELECT ${columns} FROM messages WHERE id = ?`);
const newestOfAll = read(`SELECT ${columns} FROM messages WHERE id < ? ORDER BY id DESC LIMIT ?`);
const newestOfPool = read(`SELECT ${columns} FROM messages WHERE pool_id = ? AND id < ? ORDER BY id DESC LIMIT ?`);
const newestDead = read(`SELECT ${columns} FROM messages WHERE state = 'dead' AND id < ? ORDER BY id DESC LIMIT ?`);
const newestDeadOfPool = read(
  `SELECT ${columns} FROM messages WHERE state = 'dead' AND pool_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
);
const firstPending = read(
  `SELECT ${columns} FROM messages WHERE state = 'pending' AND due_at >= 0 ORDER BY due_at, id LIMIT ?`,
);
// Joined with nothing, the pool is no reason to leave the index of what is pending: a pool has far more that was sent.
const firstPendingOfPool = read(
  `SELECT ${columns} FROM messages WHERE state = 'pending' AND due_at >= 0 AND pool_id || '' = ? ORDER BY due_at, id LIMIT ?`,
);
const countPending = read("SELECT COUNT(*) AS number FROM messages WHERE state = 'pending' AND due_at >= 0");
const countDead = read("SELECT COUNT(*) AS number FROM messages WHERE state = 'dead' AND id >= ''");
const countPendingOfPool = read(
  "SELECT COUNT(*) AS number FROM messages WHERE state = 'pending' AND due_at >= 0 AND pool_id || '' = ?",
);
const countDeadOfPool = read("SELECT COUNT(*) AS number FROM messages WHERE state = 'dead' AND pool_id = ?");
const reviveMessage = write(
  `UPDATE messages SET state = 'pending', due_at = 0, attempts = 0, failure = NULL, claimed_by = NULL
   WHERE id = ? AND state = 'dead'`,
);
const firstDue = read(
  "SELECT due_at FROM messages WHERE state = 'pending' AND due_at >= 0 ORDER BY due_at, id LIMIT 1",
);
// The outer condition is checked again on a row that somebody else has just claimed: one statement, one winner. Without
// MATERIALIZED, PostgreSQL may choose the rows anew for each row that it looks at, and take more than the limit.
const claimMessages = write(
  `UPDATE messages SET claimed_by = ?, due_at = ?, attempts = attempts + 1
   WHERE state = 'pending' AND due_at <= ? AND id IN (
     WITH due AS MATERIALIZED (
       SELECT id FROM messages WHERE state = 'pending' AND due_at <= ? ORDER BY due_at, id LIMIT ? {skip locked})
     SELECT id FROM due)
   RETURNING ${columns}`,
);
const endClaims = write(
  `UPDATE messages SET claimed_by = NULL, due_at = 0
   WHERE state = 'pending' AND due_at >= 0 AND claimed_by IS NOT NULL`,
);
const claimed = "id = ? AND claimed_by = ? AND state = 'pending'";
const setSent = write(`UPDATE messages SET state = 'sent', claimed_by = NULL, failure = NULL WHERE ${claimed}`);
const setFailed = write(`UPDATE messages SET state = ?, due_at = ?, failure = ?, claimed_by = NULL WHERE ${claimed}`);

/** Behind every id: they are of letters, digits and hyphens. */
const behindAll = "~";

/** Repository of messages. */
export class MessagesTable implements Messages {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insert(message: Message): Promise<void> {
    const { id, at, userPoolId, delivery, ...body } = message;
    const sealed = this.#keyring.seal(scopeOf(userPoolId, id), toDocument(body));
    const addressee = addresseeColumn(this.#keyring, userPoolId, message.username);
    const values = [id, userPoolId, at, sealed, delivery?.state ?? "kept", delivery?.attempts ?? 0] as const;
    const inserted = await this.#connection.run(insertMessage, ...values, delivery?.failure ?? null, addressee);
    if (inserted === 0) throw new AlreadyExists("id");
  }

  async list({ userPoolId, after = "", limit }: Parameters<Messages["list"]>[0]): Promise<readonly Message[]> {
    const rows =
      userPoolId === undefined
        ? await this.#connection.all<MessageRow>(listAll, after, limit)
        : await this.#connection.all<MessageRow>(listOfPool, userPoolId, after, limit);
    return rows.map((row) => this.#fromRow(row));
  }

  async get(id: string): Promise<Message | undefined> {
    const row = await this.#connection.get<MessageRow>(getMessage, id);
    return row && this.#fromRow(row);
  }

  async newest(filter: Parameters<Messages["newest"]>[0]): Promise<readonly Message[]> {
    const { userPoolId, dead = false, before = behindAll, limit } = filter;
    const rows =
      userPoolId === undefined
        ? await this.#connection.all<MessageRow>(dead ? newestDead : newestOfAll, before, limit)
        : await this.#connection.all<MessageRow>(dead ? newestDeadOfPool : newestOfPool, userPoolId, before, limit);
    return rows.map((row) => this.#fromRow(row));
  }

  async pending({ userPoolId, limit }: Parameters<Messages["pending"]>[0]): Promise<readonly Message[]> {
    const rows =
      userPoolId === undefined
        ? await this.#connection.all<MessageRow>(firstPending, limit)
        : await this.#connection.all<MessageRow>(firstPendingOfPool, userPoolId, limit);
    return rows.map((row) => this.#fromRow(row));
  }

  async undelivered(userPoolId?: string): Promise<{ readonly pending: number; readonly dead: number }> {
    const ofPool = userPoolId === undefined ? [] : [userPoolId];
    const [pending, dead] =
      userPoolId === undefined ? [countPending, countDead] : [countPendingOfPool, countDeadOfPool];
    const number = async (statement: Statement) =>
      Number((await this.#connection.get<{ number: number }>(statement, ...ofPool))?.number ?? 0);
    return { pending: await number(pending), dead: await number(dead) };
  }

  async revive(id: string): Promise<boolean> {
    return (await this.#connection.run(reviveMessage, id)) > 0;
  }

  async nextDueAt(): Promise<number | undefined> {
    return (await this.#connection.get<{ due_at: number }>(firstDue))?.due_at;
  }

  async claimDue(now: number, holder: string, leaseMs: number, limit: number): Promise<readonly ClaimedMessage[]> {
    const values = [holder, now + leaseMs, now, now, limit] as const;
    const rows = await this.#connection.all<MessageRow>(claimMessages, ...values);
    return rows
      .map((row) => ({ message: this.#fromRow(row), attempt: row.attempts }))
      .sort((a, b) => (a.message.id < b.message.id ? -1 : 1));
  }

  releaseClaims(): Promise<number> {
    return this.#connection.run(endClaims);
  }

  async markSent(id: string, holder: string): Promise<boolean> {
    return (await this.#connection.run(setSent, id, holder)) > 0;
  }

  async markFailed(id: string, holder: string, outcome: Parameters<Messages["markFailed"]>[2]): Promise<boolean> {
    const { failure, nextAttemptAt } = outcome;
    const state = nextAttemptAt === undefined ? "dead" : "pending";
    return (await this.#connection.run(setFailed, state, nextAttemptAt ?? 0, failure, id, holder)) > 0;
  }

  #fromRow(row: MessageRow): Message {
    const body = this.#keyring.open(scopeOf(row.pool_id, row.id), row.sealed).toString();
    return {
      id: row.id,
      at: row.sent_at,
      userPoolId: row.pool_id,
      ...fromDocument<Omit<Message, "id" | "at" | "userPoolId" | "delivery">>(body),
      ...(row.state === "kept" ? {} : { delivery: deliveryOf(row.state, row) }),
    };
  }
}

function deliveryOf(state: MessageDelivery["state"], { attempts, failure }: MessageRow): MessageDelivery {
  return { state, attempts, ...(failure === null ? {} : { failure }) };
}

/** By what the messages to a user are found without keeping the name. */
export function addresseeColumn(keyring: Keyring, poolId: string, username: string): Buffer {
  return keyring.mac({ purpose: "message-addressee", poolId }, username);
}

function scopeOf(poolId: string, id: string): KeyScope {
  return { purpose: "message", poolId, subject: id };
}
