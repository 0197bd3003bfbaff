/**
 * Port: lines of exported logs that wait to be delivered, sealed at rest; and the queues that they wait in, one for each
 * source of a pool. A queue has one deliverer at a time, so that a pool's lines leave in order and a dead destination
 * holds up nobody else's.
 */
import type { LogEntry } from "../../domain/log/log-entry.js";
import type { EventSourceName } from "../../model/generated/types.js";
import type { Page, PageRequest } from "../store.js";

/** Which queue. */
export interface LogQueueKey {
  readonly userPoolId: string;
  readonly source: EventSourceName;
}

/** A queue that one deliverer has taken for itself. */
export interface ClaimedLogQueue extends LogQueueKey {
  /** Attempts that failed since the last one that did not. */
  readonly failures: number;
}

export interface LogEntries {
  insert(entry: LogEntry): Promise<void>;
  /**
   * Stores a line that nobody delivers, so old that it is swept away soon: whoever is not there takes as long as whoever is
   * (T-02).
   */
  insertUnread(entry: LogEntry): Promise<void>;
  /** The oldest lines of a queue. */
  first(key: LogQueueKey, limit: number): Promise<readonly LogEntry[]>;
  /** Lines of every queue, by id: for those who verify that all can be read. */
  page(request: PageRequest): Promise<Page<LogEntry>>;
  /** Removes lines that were delivered or need not be, all of one queue. */
  delete(ids: readonly string[]): Promise<void>;
  /** Removes the oldest lines of a queue but the `kept` newest ones, at most 1000 at a time; answers how many. */
  deleteBeyond(key: LogQueueKey, kept: number): Promise<number>;
}

export interface LogQueues {
  /** Makes the queues of a pool if it has none; whatever they wait for after failures ends. Fails with Stale without the pool. */
  open(userPoolId: string): Promise<void>;
  /** Takes queues that are due and hold lines, longest due first; nobody else gets them until `now + leaseMs`. */
  claimDue(now: number, holder: string, leaseMs: number, limit: number): Promise<readonly ClaimedLogQueue[]>;
  /** Ends every claim at once: for a server that knows itself to be the only one. */
  releaseClaims(): Promise<void>;
  /** Gives a queue back, due again at `dueAt`. False when the claim is no longer this holder's. */
  release(
    key: LogQueueKey,
    holder: string,
    outcome: { readonly dueAt: number; readonly failures: number },
  ): Promise<boolean>;
}
