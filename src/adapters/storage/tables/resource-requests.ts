/** Table: requests of Cloud Control; client tokens and what was asked with them only as keyed MACs. */
import type { Keyring } from "../../../ports/keyring.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type {
  ClientMark,
  ResourceRequest,
  ResourceRequestOperation,
  ResourceRequestOutcome,
  ResourceRequestStatus,
  ResourceRequests,
} from "../../../ports/tables/resource-requests.js";
import { withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface RequestRow {
  readonly token: string;
  readonly account_id: string;
  readonly region: string;
  readonly content: Buffer;
  readonly type_name: string;
  readonly operation: ResourceRequestOperation;
  readonly identifier: string | null;
  readonly status: ResourceRequestStatus;
  readonly error_code: string | null;
  readonly message: string | null;
  readonly started_at: number;
  readonly changed_at: number;
}

const columns =
  "token, account_id, region, content, type_name, operation, identifier, status, error_code, message, started_at, changed_at";
const releaseToken = write("UPDATE resource_requests SET client_key = NULL WHERE client_key = ? AND started_at < ?");
const insertRequest = write(
  `INSERT INTO resource_requests (${columns}, client_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
   ON CONFLICT DO NOTHING`,
);
const getRequest = read(`SELECT ${columns} FROM resource_requests WHERE token = ? AND account_id = ? AND region = ?`);
const getByKey = read(`SELECT ${columns} FROM resource_requests WHERE client_key = ?`);
const finishRequest = write(
  `UPDATE resource_requests SET status = ?, identifier = COALESCE(?, identifier), error_code = ?, message = ?,
   changed_at = ? WHERE token = ? AND status = 'IN_PROGRESS'`,
);
const pageRequests = read(
  `SELECT ${columns} FROM resource_requests WHERE account_id = ? AND region = ? AND token > ?
   AND operation IN (?, ?, ?) AND status IN (?, ?, ?) ORDER BY token LIMIT ?`,
);

/** Repository of resource requests. */
export class ResourceRequestsTable implements ResourceRequests {
  readonly #connection: Connection;
  readonly #keyring: Keyring;

  constructor({ connection, keyring }: TableContext) {
    this.#connection = connection;
    this.#keyring = keyring;
  }

  async insert(request: ResourceRequest, mark: ClientMark | undefined, reusableBefore: number): Promise<void> {
    const key = mark && this.#clientKey(request.accountId, request.region, mark.clientToken);
    await this.#connection.atomic(async (connection) => {
      if (key !== undefined) await connection.run(releaseToken, key, reusableBefore);
      const inserted = await connection.run(
        insertRequest,
        request.token,
        request.accountId,
        request.region,
        this.#content(mark?.content ?? ""),
        request.typeName,
        request.operation,
        request.identifier ?? null,
        request.status,
        request.errorCode ?? null,
        request.message ?? null,
        request.startedAt,
        request.changedAt,
        key ?? null,
      );
      if (inserted === 0) throw new AlreadyExists("client token");
    });
  }

  async get(accountId: string, region: string, token: string): Promise<ResourceRequest | undefined> {
    const row = await this.#connection.get<RequestRow>(getRequest, token, accountId, region);
    return row && fromRow(row);
  }

  async getByMark(accountId: string, region: string, { clientToken, content }: ClientMark) {
    const row = await this.#connection.get<RequestRow>(getByKey, this.#clientKey(accountId, region, clientToken));
    return row && { request: fromRow(row), isSame: this.#content(content).equals(row.content) };
  }

  async finish(token: string, outcome: ResourceRequestOutcome): Promise<void> {
    const { status, identifier = null, errorCode = null, message = null, changedAt } = outcome;
    const changed = await this.#connection.run(finishRequest, status, identifier, errorCode, message, changedAt, token);
    if (changed === 0) throw new Stale("resource request");
  }

  async page(
    accountId: string,
    region: string,
    { operations, statuses }: Parameters<ResourceRequests["page"]>[2],
    request: PageRequest,
  ): Promise<Page<ResourceRequest>> {
    const rows = await this.#connection.all<RequestRow>(
      pageRequests,
      accountId,
      region,
      request.after ?? "",
      ...threeOf(operations),
      ...threeOf(statuses),
      rowsFor(request),
    );
    return toPage(rows, request, fromRow, (row) => row.token);
  }

  #clientKey(accountId: string, region: string, clientToken: string): Buffer {
    return this.#keyring.mac({ purpose: "resource-request-token", subject: `${accountId}/${region}` }, clientToken);
  }

  #content(content: string): Buffer {
    return this.#keyring.mac({ purpose: "resource-request-content" }, content);
  }
}

/** The statement has three places; what is not asked for matches nothing. */
function threeOf(values: readonly string[]): readonly [string, string, string] {
  return [values[0] ?? "", values[1] ?? "", values[2] ?? ""];
}

function fromRow(row: RequestRow): ResourceRequest {
  return withoutNulls({
    token: row.token,
    accountId: row.account_id,
    region: row.region,
    typeName: row.type_name,
    operation: row.operation,
    identifier: row.identifier,
    status: row.status,
    errorCode: row.error_code,
    message: row.message,
    startedAt: row.started_at,
    changedAt: row.changed_at,
  });
}
