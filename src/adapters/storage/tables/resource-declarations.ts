/** Table: what owners declared of their resources, sealed; the resource is a keyed MAC, as usernames stand in identifiers. */
import type { Keyring, KeyScope } from "../../../ports/keyring.js";
import type { DeclaredResource, ResourceDeclarations } from "../../../ports/tables/resource-declarations.js";
import { fromDocument, toDocument } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

const getModel = read("SELECT sealed_model FROM resource_declarations WHERE pool_id = ? AND resource = ?");
const putModel = write(
  `INSERT INTO resource_declarations (pool_id, resource, sealed_model) VALUES (?, ?, ?)
   ON CONFLICT (pool_id, resource) DO UPDATE SET sealed_model = excluded.sealed_model`,
);
const deleteModel = write("DELETE FROM resource_declarations WHERE pool_id = ? AND resource = ?");

/** Repository of declarations. */
export class ResourceDeclarationsTable implements ResourceDeclarations {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async get(resource: DeclaredResource): Promise<Readonly<Record<string, unknown>> | undefined> {
    const row = await this.#connection.get<{ sealed_model: Buffer }>(getModel, resource.poolId, this.#column(resource));
    return row && fromDocument(this.#keyring.open(scopeOf(resource), row.sealed_model).toString());
  }

  async put(resource: DeclaredResource, model: Readonly<Record<string, unknown>>): Promise<void> {
    const sealed = this.#keyring.seal(scopeOf(resource), toDocument(model));
    await this.#connection.run(putModel, resource.poolId, this.#column(resource), sealed);
  }

  async delete(resource: DeclaredResource): Promise<void> {
    await this.#connection.run(deleteModel, resource.poolId, this.#column(resource));
  }

  #column({ poolId, typeName, identifier }: DeclaredResource): Buffer {
    return this.#keyring.mac({ purpose: "declared-resource", poolId }, `${typeName}\n${identifier}`);
  }
}

function scopeOf({ poolId, typeName, identifier }: DeclaredResource): KeyScope {
  return { purpose: "resource-declaration", poolId, subject: `${typeName}\n${identifier}` };
}
