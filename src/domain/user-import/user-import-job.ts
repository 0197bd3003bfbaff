/**
 * Owns what a user import job is and the way it goes: Created, Pending, InProgress, and one of the ends. What a line of
 * its file comes to is `imported-user.ts`.
 */
import { PreconditionNotMetException } from "../../model/generated/exceptions.js";
import type {
  PasswordHashingAlgorithmType,
  UserImportJobStatusType,
  UserImportJobType,
} from "../../model/generated/types.js";

/** One job. Times are epoch milliseconds. */
export interface UserImportJob {
  /** `import-` and ten letters or digits. */
  readonly id: string;
  readonly poolId: string;
  readonly name: string;
  readonly roleArn: string;
  /** What made the password hashes in the file; without it, the file has none. */
  readonly hashing?: PasswordHashingAlgorithmType | undefined;
  /** As stored: that a job has expired is seen from its age only. */
  readonly status: UserImportJobStatusType;
  readonly createdAt: number;
  readonly startedAt?: number | undefined;
  readonly completedAt?: number | undefined;
  readonly importedUsers: number;
  readonly skippedUsers: number;
  readonly failedUsers: number;
  readonly completionMessage?: string | undefined;
  /** The uploaded file; absent until it is complete. */
  readonly file?: { readonly id: string; readonly lines: number } | undefined;
  readonly version: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Quotas of import jobs (Cognito developer guide, resource quotas). */
export const importQuotas = {
  jobsPerPool: 1_000,
  fileBytes: 100 * 1024 * 1024,
  users: 500_000,
  rowCharacters: 16_000,
} as const;

/** How long the upload URL of a job is good. */
export const uploadLifetimeMs = 15 * MINUTE;

/** How long a job waits to be started. */
const startableMs = 24 * HOUR;

/** When what was uploaded for a job goes, whatever became of it: the service says "24-48 hours". */
export function fileExpiry(job: Pick<UserImportJob, "createdAt">): number {
  return job.createdAt + 2 * startableMs;
}

/** What is said at the end of a job. The first four are the service's words, the others are not published. */
export const completionMessages = {
  succeeded: "Import Job Completed Successfully.",
  tooManyNotImported: "Too many users have failed or been skipped during the import.",
  expired: "The user import job has expired.",
  stopped: "The Import Job was stopped by the developer.",
  tooManyUsers: "The CSV file has more than 500,000 users.",
  unreadable: "The CSV file could not be parsed.",
  byteOrderMark: "The CSV file begins with a byte order mark.",
  header: "The header of the CSV file does not match the attributes of the user pool.",
  internal: "The import could not be finished because of an internal error.",
} as const;

/** The status of a job now. */
export function statusAt(job: Pick<UserImportJob, "status" | "createdAt">, now: number): UserImportJobStatusType {
  return job.status === "Created" && now >= job.createdAt + startableMs ? "Expired" : job.status;
}

/** A new job. */
export function newUserImportJob(
  facts: Pick<UserImportJob, "id" | "poolId" | "name" | "roleArn" | "hashing" | "createdAt">,
): UserImportJob {
  return { ...facts, status: "Created", importedUsers: 0, skippedUsers: 0, failedUsers: 0, version: 1 };
}

/** The job as it begins to wait for its turn. Refuses one that was started before, has expired, or has no file. */
export function startedJob(job: UserImportJob, now: number): UserImportJob {
  const status = statusAt(job, now);
  if (status !== "Created") {
    throw new PreconditionNotMetException(`The user import job ${job.id} cannot be started: its status is ${status}.`);
  }
  if (job.file === undefined) throw new PreconditionNotMetException(`No csv file was uploaded for ${job.id}`);
  return { ...job, status: "Pending", startedAt: now };
}

/** The job as an administrator stops it: at once when nothing has been read, else as soon as it notices. */
export function stoppedJob(job: UserImportJob, now: number): UserImportJob {
  if (job.status === "Pending") return endedJob(job, "Stopped", completionMessages.stopped, now);
  if (job.status === "InProgress") return { ...job, status: "Stopping" };
  const status = statusAt(job, now);
  throw new PreconditionNotMetException(`The user import job ${job.id} cannot be stopped: its status is ${status}.`);
}

/** The job at its end. Its file is gone then. */
export function endedJob(
  { file: _, ...job }: UserImportJob,
  status: "Succeeded" | "Failed" | "Stopped",
  completionMessage: string,
  now: number,
): UserImportJob {
  return { ...job, status, completionMessage, completedAt: now };
}

/**
 * How a job ends whose lines have all been read. The service tells that too many were not imported, not how many are too
 * many: here it is more than were.
 */
export function finishedJob(job: UserImportJob, now: number): UserImportJob {
  return job.failedUsers + job.skippedUsers > job.importedUsers
    ? endedJob(job, "Failed", completionMessages.tooManyNotImported, now)
    : endedJob(job, "Succeeded", completionMessages.succeeded, now);
}

/** The wire form of a job. */
export function userImportJobType(job: UserImportJob, preSignedUrl: string, now: number): UserImportJobType {
  const status = statusAt(job, now);
  const completionMessage = status === "Expired" ? completionMessages.expired : job.completionMessage;
  return {
    JobName: job.name,
    JobId: job.id,
    UserPoolId: job.poolId,
    PreSignedUrl: preSignedUrl,
    CreationDate: job.createdAt / 1000,
    ...(job.startedAt === undefined ? {} : { StartDate: job.startedAt / 1000 }),
    ...(job.completedAt === undefined ? {} : { CompletionDate: job.completedAt / 1000 }),
    Status: status,
    CloudWatchLogsRoleArn: job.roleArn,
    ImportedUsers: job.importedUsers,
    SkippedUsers: job.skippedUsers,
    FailedUsers: job.failedUsers,
    ...(completionMessage === undefined ? {} : { CompletionMessage: completionMessage }),
    ...(job.hashing === undefined ? {} : { PasswordHashingAlgorithm: job.hashing }),
  };
}
