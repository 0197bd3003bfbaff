/** Owns the words of an import job's log, as the service writes them to CloudWatch Logs. */

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
