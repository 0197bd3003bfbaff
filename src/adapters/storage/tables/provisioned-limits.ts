/** Table: provisioned request rates. */
import type { ProvisionedLimit, ProvisionedLimits } from "../../../ports/tables/provisioned-limits.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import type { TableContext } from "./table-context.js";

interface ProvisionedLimitRow {
  readonly region: string;
  readonly category: string;
  readonly requests_per_second: number;
  readonly modified_at: number;
}

const columns = "region, category, requests_per_second, modified_at";
const getLimit = read(`SELECT ${columns} FROM provisioned_limits WHERE region = ? AND category = ?`);
const putLimit = write(
  `INSERT INTO provisioned_limits (${columns}) VALUES (?, ?, ?, ?) ON CONFLICT (region, category) DO UPDATE SET
   requests_per_second = excluded.requests_per_second, modified_at = excluded.modified_at`,
);
const deleteLimit = write("DELETE FROM provisioned_limits WHERE region = ? AND category = ?");
const listLimits = read(
  `SELECT ${columns} FROM provisioned_limits WHERE region > ? ORDER BY region, category LIMIT 1000`,
);

/** Repository of provisioned rates. */
export class ProvisionedLimitsTable implements ProvisionedLimits {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(region: string, category: string): Promise<ProvisionedLimit | undefined> {
    const row = await this.#connection.get<ProvisionedLimitRow>(getLimit, region, category);
    return row && fromRow(row);
  }

  async put({ region, category, requestsPerSecond, modifiedAt }: ProvisionedLimit): Promise<void> {
    await this.#connection.run(putLimit, region, category, requestsPerSecond, modifiedAt);
  }

  async delete(region: string, category: string): Promise<void> {
    await this.#connection.run(deleteLimit, region, category);
  }

  async list(): Promise<readonly ProvisionedLimit[]> {
    return (await this.#connection.all<ProvisionedLimitRow>(listLimits, "")).map(fromRow);
  }
}

function fromRow(row: ProvisionedLimitRow): ProvisionedLimit {
  return {
    region: row.region,
    category: row.category,
    requestsPerSecond: row.requests_per_second,
    modifiedAt: row.modified_at,
  };
}
