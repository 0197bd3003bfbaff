/**
 * Port: what takes the lines of exported logs. A sink is handed a batch of one queue, once, and says what it did not take;
 * when to try again is the deliverer's business.
 */
import type { LogDestination } from "../domain/log/log-delivery.js";
import type { LogEntry } from "../domain/log/log-entry.js";
import type { EventSourceName } from "../model/generated/types.js";

/** Lines of one source of one pool, oldest first, never none. */
export interface LogBatch {
  readonly userPoolId: string;
  readonly accountId: string;
  readonly region: string;
  readonly source: EventSourceName;
  readonly destination: LogDestination;
  readonly entries: readonly LogEntry[];
}

export interface LogSink {
  /** How long to gather lines before the next batch, ms. */
  readonly pauseMs: number;
  /** Answers the ids of lines that were not taken and are to be sent again. Throws LogSinkError when none was. */
  put(batch: LogBatch): Promise<readonly string[]>;
}

export interface LogSinks {
  /** Whether there can be a sink for destinations of that kind; answers at once. */
  mayServe(kind: LogDestination["kind"]): boolean;
  /** The sink of a destination of this account; undefined when nothing serves it. */
  of(accountId: string, destination: LogDestination): Promise<LogSink | undefined>;
}

/** A batch was not taken; it may be the next time. */
export class LogSinkError extends Error {
  override readonly name = "LogSinkError";

  /** `reason` is a short word of fixed vocabulary: it is logged, and may repeat nothing of a line (T-45). */
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`not taken: ${reason}`, options);
  }
}
