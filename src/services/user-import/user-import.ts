/**
 * Owns running import jobs: it claims the one that waits longest, reads its file line by line and stores the users. Lines
 * are done some at a time, in one transaction with the job's counts and its log: wherever a server dies, the next one
 * goes on with the line behind, and no line is imported twice. A server works on one job at a time; the others are pending.
 */
import { setImmediate as breathe, setTimeout as sleep } from "node:timers/promises";
import { aliasIsTaken, type UniqueName } from "../../domain/user/taken-name.js";
import { newSub } from "../../domain/user/user-sub.js";
import type { User } from "../../domain/user.js";
import { type CsvColumns, isHeaderFault, readCsvHeader } from "../../domain/user-import/csv-columns.js";
import { type LineOutcome, logLine } from "../../domain/user-import/import-log.js";
import { type ImportedUser, importedUser } from "../../domain/user-import/imported-user.js";
import {
  completionMessages,
  endedJob,
  finishedJob,
  importQuotas,
  type UserImportJob,
} from "../../domain/user-import/user-import-job.js";
import { usernameAttributes } from "../../domain/user-pool/in-force.js";
import type { UserPool } from "../../domain/user-pool.js";
import type { Clock } from "../../ports/clock.js";
import type { Logger } from "../../ports/logger.js";
import type { Random } from "../../ports/random.js";
import { AlreadyExists, type Store, type Tables } from "../../ports/store.js";
import type { UserImportClaim } from "../../ports/tables/user-import.js";
import { findUser, insertUser } from "../directories/user-directory.js";
import type { Passwords } from "../passwords.js";
import { createRounds } from "../rounds.js";
import { type CsvRecord, CsvUnreadable, createLineCount, readCsv } from "./csv-file.js";

/** The worker of import jobs. */
export interface UserImporter {
  /** Begins to work, and goes on until `close`. */
  start(): void;
  /** A job may wait: look soon, not at the next round. */
  nudge(): void;
  /** Finishes the lines it is at and leaves the rest to the next server. */
  close(): Promise<void>;
}

/** Lines of one transaction: a sign-in that has to wait for it waits some milliseconds. */
const linesAtOnce = 50;
/** A claim is renewed with every transaction. */
const leaseMs = 30_000;
/** Longest time between two looks. */
const roundMs = 1_000;
/** How often a job is tried at one and the same line before it is given up, and how long after. */
const attempts = 3;
const pauseMs = 500;

/** A record with what it comes to. */
interface Row {
  readonly line: number;
  readonly judged: ImportedUser;
}

/** What the lines of a file are read by. */
interface FileOf extends Pick<UserImportJob, "hashing"> {
  readonly pool: UserPool;
  readonly columns: CsvColumns;
}

type HashKeeping = Pick<Passwords, "storeHash">;

/** The job is not ours any more: ended, stopped, or another server's. */
class JobLeft extends Error {
  override readonly name = "JobLeft";
}

/** Makes the importer. `machineClock` times claims and does not follow a clock that tests move. */
export function createUserImporter(needs: {
  readonly store: Store;
  readonly clock: Clock;
  readonly machineClock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly passwords: HashKeeping;
  /** Nobody else works on this store: claims found at the start are of a server that died. */
  readonly isAlone: boolean;
}): UserImporter {
  const { store, clock, machineClock, random, logger, passwords, isAlone } = needs;
  let isFresh = isAlone;

  /** Works on every job that waits; answers how long the next look can wait. */
  async function workAll(): Promise<number> {
    if (isFresh) await store.userImportRuns.releaseClaims();
    isFresh = false;
    while (rounds.isOpen()) {
      const dueAt = await store.userImportRuns.nextDueAt();
      if (dueAt === undefined || dueAt > machineClock.now()) return roundMs;
      const holder = random.uuid();
      const claim = await store.userImportRuns.claim(machineClock.now(), holder, leaseMs);
      if (claim === undefined) return roundMs;
      await work(claim, holder);
    }
    return roundMs;
  }

  async function work(claim: UserImportClaim, holder: string): Promise<void> {
    let failures = 0;
    let done = -1;
    while (rounds.isOpen()) {
      try {
        return await runJob(claim, holder);
      } catch (error) {
        if (error instanceof JobLeft) return;
        const now = await doneBy(claim);
        failures = now > done ? 1 : failures + 1;
        done = Math.max(done, now);
        logger.error("a user import job could not go on", { userPoolId: claim.poolId, count: failures, error });
        if (failures === attempts) return giveUp(claim, holder);
        await sleep(pauseMs * failures);
      }
    }
    await store.userImportRuns.release(claim, holder);
  }

  /** How far the job has come, or nowhere when the store cannot tell. */
  async function doneBy({ poolId, jobId }: UserImportClaim): Promise<number> {
    const job = await store.userImportJobs.get(poolId, jobId).catch(() => undefined);
    return job === undefined ? -1 : linesDone(job);
  }

  async function giveUp(claim: UserImportClaim, holder: string): Promise<void> {
    try {
      await endJob(claim, holder, (job, now) => endedJob(job, "Failed", completionMessages.internal, now), undefined);
    } catch (error) {
      // The claim ends by itself, and then somebody tries again.
      if (!(error instanceof JobLeft)) logger.error("a user import job could not be ended", { error });
    }
  }

  async function runJob(claim: UserImportClaim, holder: string): Promise<void> {
    const pool = await store.userPools.get(claim.poolId);
    const found = await store.userImportJobs.get(claim.poolId, claim.jobId);
    if (pool === undefined || found?.file === undefined) {
      await store.userImportRuns.delete(claim);
      return;
    }
    const fail = (message: string, logged: string = message) =>
      endJob(claim, holder, (job, now) => endedJob(job, "Failed", message, now), logged);
    // One line more is the header.
    if (found.file.lines > importQuotas.users + 1) return fail(completionMessages.tooManyUsers);
    const job = await begin(claim, holder);
    let columns: CsvColumns | undefined;
    let skip = linesDone(job);
    let rows: CsvRecord[] = [];
    try {
      for await (const record of readCsv(partsOf(claim.poolId, found.file))) {
        if (columns === undefined) {
          if (record.cells[0]?.startsWith("\ufeff") === true) return await fail(completionMessages.byteOrderMark);
          const header = readCsvHeader(pool.schema, record.cells, { withHashes: job.hashing !== undefined });
          if (isHeaderFault(header)) {
            return await fail(completionMessages.header, `${completionMessages.header} ${header.fault}`);
          }
          columns = header;
        } else if (skip > 0) skip -= 1;
        else rows.push(record);
        if (rows.length < linesAtOnce || columns === undefined) continue;
        await importRows(claim, holder, { pool, columns, hashing: job.hashing }, rows);
        rows = [];
        if (!rounds.isOpen()) return await leave(claim, holder);
        // Requests come first.
        await breathe();
      }
    } catch (error) {
      if (!(error instanceof CsvUnreadable)) throw error;
      if (columns !== undefined && rows.length > 0)
        await importRows(claim, holder, { pool, columns, hashing: job.hashing }, rows);
      return fail(completionMessages.unreadable);
    }
    if (columns === undefined) return fail(completionMessages.header);
    if (rows.length > 0) await importRows(claim, holder, { pool, columns, hashing: job.hashing }, rows);
    await endJob(claim, holder, finishedJob, undefined);
  }

  async function leave(claim: UserImportClaim, holder: string): Promise<never> {
    await store.userImportRuns.release(claim, holder);
    throw new JobLeft();
  }

  /** The job as it is now, in the transaction: it stays ours to the end of that. */
  async function heldJob(tx: Tables, claim: UserImportClaim, holder: string): Promise<UserImportJob> {
    const isOurs = await tx.userImportRuns.renew(claim, holder, machineClock.now() + leaseMs);
    const job = isOurs ? await tx.userImportJobs.get(claim.poolId, claim.jobId) : undefined;
    if (job === undefined) throw new JobLeft();
    return job;
  }

  async function begin(claim: UserImportClaim, holder: string): Promise<UserImportJob> {
    const begun = await store.transaction(async (tx) => {
      const job = await heldJob(tx, claim, holder);
      if (job.status === "Stopping") return undefined;
      if (job.status !== "InProgress") await tx.userImportJobs.update({ ...job, status: "InProgress" });
      return job;
    });
    return begun ?? stop(claim, holder);
  }

  async function stop(claim: UserImportClaim, holder: string): Promise<never> {
    const { stopped } = completionMessages;
    await endJob(claim, holder, (job, now) => endedJob(job, "Stopped", stopped, now), stopped);
    throw new JobLeft();
  }

  async function endJob(
    claim: UserImportClaim,
    holder: string,
    end: (job: UserImportJob, now: number) => UserImportJob,
    logged: string | undefined,
  ): Promise<void> {
    const now = clock.now();
    const { file, ended } = await store.transaction(async (tx) => {
      const job = await heldJob(tx, claim, holder);
      const atEnd = end(job, now);
      await tx.userImportJobs.update(atEnd);
      if (logged !== undefined)
        await tx.userImportLog.append(claim, { entry: linesDone(job), at: now, lines: [logged] });
      await tx.userImportRuns.delete(claim);
      return { file: job.file, ended: atEnd };
    });
    logger.info("a user import job has ended", {
      userPoolId: claim.poolId,
      kind: ended.status,
      count: ended.importedUsers,
    });
    // What a crash leaves of it here goes with the sweep.
    while (file !== undefined && (await store.userImportFiles.deleteSome(claim.poolId, file.id)) > 0);
  }

  async function importRows(
    claim: UserImportClaim,
    holder: string,
    { pool, columns, hashing }: FileOf,
    records: readonly CsvRecord[],
  ): Promise<void> {
    const now = clock.now();
    const rows = records.map(({ line, cells }): Row => {
      return { line, judged: importedUser(pool, columns, cells, { sub: newSub(random.uuid()), now, hashing }) };
    });
    const isStopping = await store.transaction(async (tx) => {
      const job = await heldJob(tx, claim, holder);
      if (job.status === "Stopping") return true;
      const outcomes: LineOutcome[] = [];
      for (const { judged } of rows) outcomes.push(await storeRow(tx, passwords, pool, judged));
      const many = (kind: LineOutcome["kind"]) => outcomes.filter((outcome) => outcome.kind === kind).length;
      await tx.userImportJobs.update({
        ...job,
        importedUsers: job.importedUsers + many("succeeded"),
        skippedUsers: job.skippedUsers + many("skipped"),
        failedUsers: job.failedUsers + many("failed"),
      });
      const lines = rows.map(({ line }, at) => logLine(line, outcomes[at]!));
      await tx.userImportLog.append(claim, { entry: linesDone(job), at: now, lines });
      return false;
    });
    if (isStopping) await stop(claim, holder);
  }

  /** The bytes of a file, part by part. Fails when parts are gone, which must not look like the file's end. */
  async function* partsOf(poolId: string, file: NonNullable<UserImportJob["file"]>): AsyncGenerator<Buffer> {
    const count = createLineCount();
    for (let part = 0; ; part += 1) {
      const bytes = await store.userImportFiles.getPart(poolId, file.id, part);
      if (bytes === undefined) break;
      count.add(bytes);
      yield bytes;
    }
    if (count.lines !== file.lines) throw new Error("the file of a user import job is not whole");
  }

  const rounds = createRounds({
    roundMs,
    look: workAll,
    failed: (error) => logger.error("import jobs could not be read", { error }),
  });
  return rounds;
}

/** How many lines behind the header have been dealt with. */
function linesDone({ importedUsers, skippedUsers, failedUsers }: UserImportJob): number {
  return importedUsers + skippedUsers + failedUsers;
}

/** Stores the user of a line. A name that is taken undoes nothing but this line. */
async function storeRow(
  tx: Tables,
  passwords: HashKeeping,
  pool: UserPool,
  judged: ImportedUser,
): Promise<LineOutcome> {
  if ("failure" in judged) return { kind: "failed", reason: judged.failure };
  const { user, hash } = judged;
  // Behind a username of the same letters, a preferred username or a sub would no longer lead to its owner (T-08).
  if (await isTaken(tx, pool, user)) return { kind: "skipped" };
  try {
    await insertUser(tx, pool, user);
    if (hash !== undefined) await passwords.storeHash(tx, user, hash);
    return { kind: "succeeded" };
  } catch (error) {
    if (!(error instanceof AlreadyExists)) throw error;
    const name = error.what.replace(/^alias:/, "") as UniqueName;
    const isUsername = name === "username" || usernameAttributes(pool).some((attribute) => attribute === name);
    return isUsername ? { kind: "skipped" } : { kind: "failed", reason: aliasIsTaken(name).message };
  }
}

async function isTaken(tx: Tables, pool: UserPool, user: User): Promise<boolean> {
  return user.username !== user.sub && (await findUser(tx, pool, user.username)) !== undefined;
}
