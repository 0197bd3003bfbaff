/** Table: domains of user pools. */
import type { UserPoolDomain } from "../../../domain/user-pool-domain.js";
import { AlreadyExists, Stale } from "../../../ports/store.js";
import type { UserPoolDomains } from "../../../ports/tables/user-pool-domains.js";
import { withoutNulls } from "../column-values.js";
import type { Connection } from "../connection.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

interface UserPoolDomainRow {
  readonly domain: string;
  readonly pool_id: string;
  readonly kind: string;
  readonly certificate_arn: string | null;
  readonly managed_login_version: number | null;
  readonly configuration_version: string;
  readonly cloud_front_distribution: string;
  readonly created_at: number;
  readonly security_policy: string | null;
}

const columns = `domain, pool_id, kind, certificate_arn, managed_login_version, configuration_version,
  cloud_front_distribution, created_at, security_policy`;
const getByName = read(`SELECT ${columns} FROM user_pool_domains WHERE domain = ?`);
const listOfPool = read(`SELECT ${columns} FROM user_pool_domains WHERE pool_id = ? ORDER BY kind`);
const insertDomain = write(
  `INSERT INTO user_pool_domains (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const nameIsTaken = write("SELECT 1 AS found FROM user_pool_domains WHERE domain = ?");
const updateDomain = write(
  `UPDATE user_pool_domains SET certificate_arn = ?, managed_login_version = ?, configuration_version = ?,
   cloud_front_distribution = ?, created_at = ?, security_policy = ? WHERE domain = ? AND pool_id = ? AND kind = ?`,
);
const deleteDomain = write("DELETE FROM user_pool_domains WHERE domain = ?");

/** Repository of user pool domains. */
export class UserPoolDomainsTable implements UserPoolDomains {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async get(domain: string): Promise<UserPoolDomain | undefined> {
    const row = await this.#connection.get<UserPoolDomainRow>(getByName, domain);
    return row && fromRow(row);
  }

  async listOfPool(poolId: string): Promise<readonly UserPoolDomain[]> {
    return (await this.#connection.all<UserPoolDomainRow>(listOfPool, poolId)).map(fromRow);
  }

  async insert(domain: UserPoolDomain): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, domain.poolId);
      const inserted = await connection.run(
        insertDomain,
        domain.domain,
        domain.poolId,
        domain.kind,
        ...settingColumns(domain),
      );
      if (inserted > 0) return;
      throw new AlreadyExists((await connection.get(nameIsTaken, domain.domain)) ? "domain" : "pool");
    });
  }

  async update(domain: UserPoolDomain): Promise<void> {
    const { domain: name, poolId, kind } = domain;
    const updated = await this.#connection.run(updateDomain, ...settingColumns(domain), name, poolId, kind);
    if (updated === 0) throw new Stale("user pool domain");
  }

  async delete(domain: string): Promise<boolean> {
    return (await this.#connection.run(deleteDomain, domain)) > 0;
  }
}

function settingColumns(domain: UserPoolDomain) {
  return [
    domain.certificateArn ?? null,
    domain.managedLoginVersion ?? null,
    domain.configurationVersion,
    domain.cloudFrontDistribution,
    domain.createdAt,
    domain.securityPolicy ?? null,
  ] as const;
}

function fromRow(row: UserPoolDomainRow): UserPoolDomain {
  return withoutNulls({
    domain: row.domain,
    poolId: row.pool_id,
    kind: row.kind as UserPoolDomain["kind"],
    certificateArn: row.certificate_arn,
    managedLoginVersion: row.managed_login_version,
    configurationVersion: row.configuration_version,
    cloudFrontDistribution: row.cloud_front_distribution,
    createdAt: row.created_at,
    securityPolicy: row.security_policy as UserPoolDomain["securityPolicy"] | null,
  });
}
