/**
 * Port: user import jobs, the files they read, which job runs in which pool and who works on it, and what became of each
 * line. Everything of a job goes with its pool.
 */
import type { UserImportJob } from "../../domain/user-import/user-import-job.js";
import type { Page, PageRequest } from "../store.js";

export interface UserImportJobs {
  /** Fails with AlreadyExists("id"), or with Stale when the pool is gone. */
  insert(job: UserImportJob): Promise<void>;
  get(poolId: string, jobId: string): Promise<UserImportJob | undefined>;
  /** Fails with Stale unless the version is the stored one, which then grows by one. */
  update(job: UserImportJob): Promise<void>;
  /** Newest first. */
  page(poolId: string, request: PageRequest): Promise<Page<UserImportJob>>;
  count(poolId: string): Promise<number>;
  /**
   * Gives a job its file: one winner, and nobody once the job has been started. False for everybody else. The job's
   * version grows.
   */
  attachFile(poolId: string, jobId: string, file: NonNullable<UserImportJob["file"]>): Promise<boolean>;
}

/** A job that one server works on. */
export interface UserImportClaim {
  readonly poolId: string;
  readonly jobId: string;
}

export interface UserImportRuns {
  /** A job waits to be worked on from now on. Fails with AlreadyExists("run") when another of the pool does or runs. */
  insert(run: UserImportClaim, now: number): Promise<void>;
  /** The job that runs in a pool or waits to. */
  get(poolId: string): Promise<string | undefined>;
  /** When somebody may next claim a run: in the past if at once. */
  nextDueAt(): Promise<number | undefined>;
  /** Takes the run that waits longest; nobody else gets it until `now + leaseMs`. One winner. */
  claim(now: number, holder: string, leaseMs: number): Promise<UserImportClaim | undefined>;
  /** Makes the claim last until `until`. False when it is no longer this holder's. In a transaction it stays so to its end. */
  renew(claim: UserImportClaim, holder: string, until: number): Promise<boolean>;
  /** Lets others claim the run at once, if it is still this holder's. */
  release(claim: UserImportClaim, holder: string): Promise<void>;
  /** Ends every claim at once: for a server that knows itself to be the only one. Answers how many. */
  releaseClaims(): Promise<number>;
  /** The run is over. */
  delete(claim: UserImportClaim): Promise<void>;
}

export interface UserImportFiles {
  /** Parts are numbered from 0. Fails with Stale when the pool is gone. */
  insertPart(part: {
    readonly fileId: string;
    readonly part: number;
    readonly poolId: string;
    readonly bytes: Buffer;
    readonly expiresAt: number;
  }): Promise<void>;
  getPart(poolId: string, fileId: string, part: number): Promise<Buffer | undefined>;
  /** Removes some parts of a file; answers how many. Repeat until it answers 0. */
  deleteSome(poolId: string, fileId: string): Promise<number>;
}

/** Some lines of the log, written together. */
export interface UserImportLogEntry {
  /** How many lines of the file had been dealt with before. */
  readonly entry: number;
  readonly at: number;
  readonly lines: readonly string[];
}

export interface UserImportLog {
  /** Written once under its number; the same number again changes nothing. */
  append(job: UserImportClaim, written: UserImportLogEntry): Promise<void>;
  /** In the order they were written. */
  page(poolId: string, jobId: string, request: PageRequest): Promise<Page<UserImportLogEntry>>;
}
