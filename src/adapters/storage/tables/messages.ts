/** Table: messages, sealed but for their id, pool and time; a keyed MAC of the username finds them when a user is erased. */
import type { Message } from "../../../domain/message.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { Messages } from "../../../ports/tables/messages.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface MessageRow {
  readonly id: string;
  readonly pool_id: string;
  readonly sent_at: number;
  readonly sealed: Buffer;
}

const columns = "id, pool_id, sent_at, sealed";
const insertMessage = write(
  `INSERT INTO messages (${columns}, addressee) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const listAll = read(`SELECT ${columns} FROM messages WHERE id > ? ORDER BY id LIMIT ?`);
const listOfPool = read(`SELECT ${columns} FROM messages WHERE pool_id = ? AND id > ? ORDER BY id LIMIT ?`);

/** Repository of messages. */
export class MessagesTable implements Messages {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insert(message: Message): Promise<void> {
    const { id, at, userPoolId, ...body } = message;
    const sealed = this.#keyring.seal(scopeOf(userPoolId, id), toDocument(body));
    const addressee = addresseeColumn(this.#keyring, userPoolId, message.username);
    const inserted = await this.#connection.run(insertMessage, id, userPoolId, at, sealed, addressee);
    if (inserted === 0) throw new AlreadyExists("id");
  }

  async list({ userPoolId, after = "", limit }: Parameters<Messages["list"]>[0]): Promise<readonly Message[]> {
    const rows =
      userPoolId === undefined
        ? await this.#connection.all<MessageRow>(listAll, after, limit)
        : await this.#connection.all<MessageRow>(listOfPool, userPoolId, after, limit);
    return rows.map((row) => this.#fromRow(row));
  }

  #fromRow(row: MessageRow): Message {
    const body = this.#keyring.open(scopeOf(row.pool_id, row.id), row.sealed).toString();
    return {
      id: row.id,
      at: row.sent_at,
      userPoolId: row.pool_id,
      ...fromDocument<Omit<Message, "id" | "at" | "userPoolId">>(body),
    };
  }
}

/** By what the messages to a user are found without keeping the name. */
export function addresseeColumn(keyring: Keyring, poolId: string, username: string): Buffer {
  return keyring.mac({ purpose: "message-addressee", poolId }, username);
}

function scopeOf(poolId: string, id: string): KeyScope {
  return { purpose: "message", poolId, subject: id };
}
