/** Tables: user import jobs, and the one of a pool that runs or waits to. Nothing in them is secret. */
import type { UserImportJob } from "../../../domain/user-import/user-import-job.js";
import { AlreadyExists, type Page, type PageRequest, Stale } from "../../../ports/store.js";
import type { UserImportClaim, UserImportJobs, UserImportRuns } from "../../../ports/tables/user-import.js";
import type { Connection } from "../connection.js";
import { rowsFor, toPage } from "../pages.js";
import { read, write } from "../statement.js";
import { holdPool } from "./pool-lock.js";
import type { TableContext } from "./table-context.js";

interface UserImportJobRow {
  readonly id: string;
  readonly pool_id: string;
  readonly name: string;
  readonly role_arn: string;
  readonly hashing: UserImportJob["hashing"] | null;
  readonly status: UserImportJob["status"];
  readonly created_at: number;
  readonly started_at: number | null;
  readonly completed_at: number | null;
  readonly imported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly message: string | null;
  readonly file_id: string | null;
  readonly file_lines: number;
  readonly version: number;
}

const columns =
  "id, pool_id, name, role_arn, hashing, status, created_at, started_at, completed_at, imported, skipped, failed, message, file_id, file_lines, version";
const insertJob = write(
  `INSERT INTO user_import_jobs (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
);
const getJob = read(`SELECT ${columns} FROM user_import_jobs WHERE id = ? AND pool_id = ?`);
const updateJob = write(
  `UPDATE user_import_jobs SET status = ?, started_at = ?, completed_at = ?, imported = ?, skipped = ?, failed = ?,
   message = ?, file_id = ?, file_lines = ?, version = version + 1 WHERE id = ? AND pool_id = ? AND version = ?`,
);
const pageOfPool = read(
  `SELECT ${columns} FROM user_import_jobs WHERE pool_id = ? AND (created_at, id) < (?, ?)
   ORDER BY created_at DESC, id DESC LIMIT ?`,
);
const countOfPool = read("SELECT COUNT(*) AS jobs FROM user_import_jobs WHERE pool_id = ?");
const setFile = write(
  `UPDATE user_import_jobs SET file_id = ?, file_lines = ?, version = version + 1
   WHERE id = ? AND pool_id = ? AND status = 'Created' AND file_id IS NULL`,
);

const beyondAllTimes = Number.MAX_SAFE_INTEGER;

/** Repository of jobs. */
export class UserImportJobsTable implements UserImportJobs {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async insert(job: UserImportJob): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, job.poolId);
      const { id, poolId, name, roleArn, hashing = null, createdAt, version } = job;
      const [status, ...rest] = changing(job);
      const values = [id, poolId, name, roleArn, hashing, status, createdAt, ...rest, version] as const;
      if ((await connection.run(insertJob, ...values)) === 0) throw new AlreadyExists("id");
    });
  }

  async get(poolId: string, jobId: string): Promise<UserImportJob | undefined> {
    const row = await this.#connection.get<UserImportJobRow>(getJob, jobId, poolId);
    return row && fromRow(row);
  }

  async update(job: UserImportJob): Promise<void> {
    const updated = await this.#connection.run(updateJob, ...changing(job), job.id, job.poolId, job.version);
    if (updated === 0) throw new Stale("user import job");
  }

  async page(poolId: string, request: PageRequest): Promise<Page<UserImportJob>> {
    const [createdAt, id] = placeOf(request.after);
    const rows = await this.#connection.all<UserImportJobRow>(pageOfPool, poolId, createdAt, id, rowsFor(request));
    return toPage(rows, request, fromRow, (row) => `${row.created_at} ${row.id}`);
  }

  async count(poolId: string): Promise<number> {
    return (await this.#connection.get<{ jobs: number }>(countOfPool, poolId))?.jobs ?? 0;
  }

  async attachFile(poolId: string, jobId: string, { id, lines }: NonNullable<UserImportJob["file"]>): Promise<boolean> {
    return (await this.#connection.run(setFile, id, lines, jobId, poolId)) > 0;
  }
}

const insertRun = write(
  `INSERT INTO user_import_runs (pool_id, job_id, started_at, due_at, claimed_by) VALUES (?, ?, ?, 0, NULL)
   ON CONFLICT DO NOTHING`,
);
const runOfPool = read("SELECT job_id FROM user_import_runs WHERE pool_id = ?");
const firstDue = read("SELECT due_at FROM user_import_runs WHERE due_at >= 0 ORDER BY due_at, pool_id LIMIT 1");
// As with the messages of the outbox: the outer condition is checked again on a row that somebody has just claimed.
const claimRun = write(
  `UPDATE user_import_runs SET claimed_by = ?, due_at = ?
   WHERE due_at <= ? AND pool_id IN (
     WITH due AS MATERIALIZED (
       SELECT pool_id FROM user_import_runs WHERE due_at <= ? ORDER BY due_at, pool_id LIMIT 1 {skip locked})
     SELECT pool_id FROM due)
   RETURNING pool_id, job_id`,
);
const ofHolder = "pool_id = ? AND job_id = ? AND claimed_by = ?";
const renewClaim = write(`UPDATE user_import_runs SET due_at = ? WHERE ${ofHolder}`);
const releaseClaim = write(`UPDATE user_import_runs SET due_at = 0, claimed_by = NULL WHERE ${ofHolder}`);
const endClaims = write(
  "UPDATE user_import_runs SET due_at = 0, claimed_by = NULL WHERE due_at > 0 AND claimed_by IS NOT NULL",
);
const deleteRun = write("DELETE FROM user_import_runs WHERE pool_id = ? AND job_id = ?");

/** Repository of runs. */
export class UserImportRunsTable implements UserImportRuns {
  readonly #connection: Connection;

  constructor({ connection }: TableContext) {
    this.#connection = connection;
  }

  async insert({ poolId, jobId }: UserImportClaim, now: number): Promise<void> {
    await this.#connection.atomic(async (connection) => {
      await holdPool(connection, poolId);
      if ((await connection.run(insertRun, poolId, jobId, now)) === 0) throw new AlreadyExists("run");
    });
  }

  async get(poolId: string): Promise<string | undefined> {
    return (await this.#connection.get<{ job_id: string }>(runOfPool, poolId))?.job_id;
  }

  async nextDueAt(): Promise<number | undefined> {
    return (await this.#connection.get<{ due_at: number }>(firstDue))?.due_at;
  }

  async claim(now: number, holder: string, leaseMs: number): Promise<UserImportClaim | undefined> {
    const values = [holder, now + leaseMs, now, now] as const;
    const row = await this.#connection.get<{ pool_id: string; job_id: string }>(claimRun, ...values);
    return row && { poolId: row.pool_id, jobId: row.job_id };
  }

  async renew({ poolId, jobId }: UserImportClaim, holder: string, until: number): Promise<boolean> {
    return (await this.#connection.run(renewClaim, until, poolId, jobId, holder)) > 0;
  }

  async release({ poolId, jobId }: UserImportClaim, holder: string): Promise<void> {
    await this.#connection.run(releaseClaim, poolId, jobId, holder);
  }

  releaseClaims(): Promise<number> {
    return this.#connection.run(endClaims);
  }

  async delete({ poolId, jobId }: UserImportClaim): Promise<void> {
    await this.#connection.run(deleteRun, poolId, jobId);
  }
}

/** What changes in the life of a job, in the order of the columns. */
function changing(job: UserImportJob) {
  return [
    job.status,
    job.startedAt ?? null,
    job.completedAt ?? null,
    job.importedUsers,
    job.skippedUsers,
    job.failedUsers,
    job.completionMessage ?? null,
    job.file?.id ?? null,
    job.file?.lines ?? 0,
  ] as const;
}

function fromRow(row: UserImportJobRow): UserImportJob {
  return {
    id: row.id,
    poolId: row.pool_id,
    name: row.name,
    roleArn: row.role_arn,
    ...(row.hashing === null ? {} : { hashing: row.hashing }),
    status: row.status,
    createdAt: row.created_at,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.completed_at === null ? {} : { completedAt: row.completed_at }),
    importedUsers: row.imported,
    skippedUsers: row.skipped,
    failedUsers: row.failed,
    ...(row.message === null ? {} : { completionMessage: row.message }),
    ...(row.file_id === null ? {} : { file: { id: row.file_id, lines: row.file_lines } }),
    version: row.version,
  };
}

/** Where a page begins: behind that job, or before the newest. */
function placeOf(after: string | undefined): readonly [createdAt: number, id: string] {
  if (after === undefined) return [beyondAllTimes, ""];
  const space = after.indexOf(" ");
  return [Number(after.slice(0, space)), after.slice(space + 1)];
}
