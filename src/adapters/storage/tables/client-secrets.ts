/** Table: secrets of app clients; the value is sealed, bound to client and secret id (T-51). */
import type { ClientSecret } from "../../../domain/app-client.js";
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { ClientSecrets } from "../../../ports/tables/client-secrets.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface ClientSecretRow {
  readonly client_id: string;
  readonly id: string;
  readonly sealed_value: Buffer;
  readonly created_at: number;
}

const columns = "client_id, id, sealed_value, created_at";
const listOfClient = read(`SELECT ${columns} FROM client_secrets WHERE client_id = ? ORDER BY created_at, id`);
const insertSecret = write(`INSERT INTO client_secrets (${columns}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`);
const deleteSecret = write("DELETE FROM client_secrets WHERE client_id = ? AND id = ?");
// Holds the client, so that no secret outlives it.
const lockClient = write("SELECT 1 AS found FROM app_clients WHERE id = ? {for key share}");

/** Repository of client secrets. */
export class ClientSecretsTable implements ClientSecrets {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async list(clientId: string): Promise<readonly ClientSecret[]> {
    const rows = await this.#connection.all<ClientSecretRow>(listOfClient, clientId);
    return rows.map((row) => ({
      id: row.id,
      clientId: row.client_id,
      value: this.#keyring.open(scopeOf(row.client_id, row.id), row.sealed_value).toString(),
      createdAt: row.created_at,
    }));
  }

  async insert({ clientId, id, value, createdAt }: ClientSecret): Promise<void> {
    const sealed = this.#keyring.seal(scopeOf(clientId, id), value);
    await this.#connection.atomic(async (connection) => {
      if (!(await connection.get(lockClient, clientId))) throw new Stale("app client");
      if ((await connection.run(insertSecret, clientId, id, sealed, createdAt)) === 0) throw new AlreadyExists("id");
    });
  }

  async delete(clientId: string, secretId: string): Promise<boolean> {
    return (await this.#connection.run(deleteSecret, clientId, secretId)) > 0;
  }
}

function scopeOf(clientId: string, secretId: string): KeyScope {
  return { purpose: "client-secret", subject: JSON.stringify([clientId, secretId]) };
}
