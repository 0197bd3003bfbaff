/**
 * Port of the log: fixed sentences with named facts. It owns the closed list of facts that may be logged (T-45); a fact
 * that is not on the list does not compile, and is dropped at run time.
 */

/** Facts that a log line may carry. None of them may hold a secret, a body, a query string or a person's data. */
export interface LogFacts {
  readonly requestId?: string | undefined;
  /** Beside the id of a function's invocation: of the request to the API that led to it. */
  readonly apiRequestId?: string | undefined;
  readonly surface?: string | undefined;
  readonly operation?: string | undefined;
  readonly status?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly errorName?: string | undefined;
  readonly remoteAddress?: string | undefined;
  readonly accessKeyId?: string | undefined;
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
  readonly userPoolId?: string | undefined;
  readonly messageId?: string | undefined;
  readonly kind?: string | undefined;
  readonly medium?: string | undefined;
  readonly trigger?: string | undefined;
  readonly mode?: string | undefined;
  readonly url?: string | undefined;
  readonly version?: string | undefined;
  readonly signal?: string | undefined;
  readonly reason?: string | undefined;
  readonly count?: number | undefined;
  /** Name of a Lambda function, and a line that its own code wrote: what stands in it is its author's decision. */
  readonly function?: string | undefined;
  readonly line?: string | undefined;
  /** What was thrown; only its name, code and the places of its stack are written, its message with quotes blanked. */
  readonly error?: unknown;
}

/** The log. No method throws or waits. */
export interface Logger {
  debug(sentence: string, facts?: LogFacts): void;
  info(sentence: string, facts?: LogFacts): void;
  warn(sentence: string, facts?: LogFacts): void;
  error(sentence: string, facts?: LogFacts): void;
}
