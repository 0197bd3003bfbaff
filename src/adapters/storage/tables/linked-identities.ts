/** Table: identities at providers that sign in as a local user. */
import type { LinkedIdentity } from "../../../domain/identity-provider.js";
import { AlreadyExists } from "../../../ports/store.js";
import type { LinkedIdentities } from "../../../ports/tables/linked-identities.js";
import type { Connection } from "../connection.js";
import { uniqueKey } from "../key-range.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface LinkedIdentityRow {
  readonly pool_id: string;
  readonly provider_name: string;
  readonly attribute_name: string;
  readonly attribute_value: string;
  readonly sub: string;
  readonly linked_at: number;
}

const columns = "pool_id, provider_name, attribute_name, attribute_value, sub, linked_at";
const isThisOne = "pool_id = ? AND provider_name = ? AND attribute_name = ? AND attribute_key = ?";
const getLink = read(`SELECT ${columns} FROM linked_identities WHERE ${isThisOne}`);
const insertLink = write(
  `INSERT INTO linked_identities (${columns}, attribute_key) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const deleteLink = write(`DELETE FROM linked_identities WHERE ${isThisOne}`);
const listOfUser = read(
  `SELECT ${columns} FROM linked_identities WHERE pool_id = ? AND sub = ? ORDER BY linked_at, id`,
);

/** Repository of linked identities. */
export class LinkedIdentitiesTable implements LinkedIdentities {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(
    poolId: string,
    providerName: string,
    attributeName: string,
    attributeValue: string,
  ): Promise<LinkedIdentity | undefined> {
    const key = uniqueKey(attributeValue);
    const row = await this.#connection.get<LinkedIdentityRow>(getLink, poolId, providerName, attributeName, key);
    return row && fromRow(row);
  }

  async insert(link: LinkedIdentity): Promise<void> {
    const inserted = await this.#connection.run(
      insertLink,
      link.poolId,
      link.providerName,
      link.attributeName,
      link.attributeValue,
      link.sub,
      link.linkedAt,
      uniqueKey(link.attributeValue),
    );
    if (inserted === 0) throw new AlreadyExists("identity");
  }

  async delete(poolId: string, providerName: string, attributeName: string, attributeValue: string): Promise<boolean> {
    const key = uniqueKey(attributeValue);
    return (await this.#connection.run(deleteLink, poolId, providerName, attributeName, key)) > 0;
  }

  async listOfUser(poolId: string, sub: string): Promise<readonly LinkedIdentity[]> {
    return (await this.#connection.all<LinkedIdentityRow>(listOfUser, poolId, sub)).map(fromRow);
  }
}

function fromRow(row: LinkedIdentityRow): LinkedIdentity {
  return {
    poolId: row.pool_id,
    providerName: row.provider_name,
    attributeName: row.attribute_name,
    attributeValue: row.attribute_value,
    sub: row.sub,
    linkedAt: row.linked_at,
  };
}
