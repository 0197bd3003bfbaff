/** Owns the words of an import job's log, as the service writes them to CloudWatch Logs, and the names they lie under. */
import type { UserPool } from "../user-pool.js";
import type { UserImportJob } from "./user-import-job.js";

/** What became of a line. */
export type LineOutcome =
  | { readonly kind: "succeeded" }
  | { readonly kind: "skipped" }
  | { readonly kind: "failed"; readonly reason: string };

/** The line of the log about a line of the file. */
export function logLine(line: number, outcome: LineOutcome): string {
  switch (outcome.kind) {
    case "succeeded":
      return `[SUCCEEDED] Line Number ${line} - The import succeeded.`;
    case "skipped":
      return `[SKIPPED] Line Number ${line} - The user already exists.`;
    default:
      return `[FAILED] Line Number ${line} - ${outcome.reason}`;
  }
}

/** The log group of a pool's import jobs. */
export function importLogGroup(pool: Pick<UserPool, "id" | "name">): string {
  return `/aws/cognito/userpools/${pool.id}/${pool.name}`;
}

/** The log stream of a job. */
export function importLogStream(job: Pick<UserImportJob, "id" | "name">): string {
  return `${job.id}/${job.name}`;
}
