/**
 * Owns bringing the lines of exported logs to their destinations: it claims queues that hold lines, hands a batch of each
 * to its sink, and removes what was taken. A line leaves at least once; twice only where a sink took it and nobody lived to
 * write that down. A destination that fails waits longer each time and loses its oldest lines when too many gather; it
 * never concerns a sign-in, nor the lines of other pools.
 */

import { destinationInForce, type LogDelivery } from "../../domain/log/log-delivery.js";
import type { LogEntry } from "../../domain/log/log-entry.js";
import { delayAfter } from "../../domain/message/delivery-attempts.js";
import type { Clock } from "../../ports/clock.js";
import { LogSinkError, type LogSinks } from "../../ports/log-sinks.js";
import type { Logger } from "../../ports/logger.js";
import type { Random } from "../../ports/random.js";
import type { Store } from "../../ports/store.js";
import type { ClaimedLogQueue } from "../../ports/tables/log-entries.js";
import { createRounds, settledWithin } from "../rounds.js";

export interface LogCourier {
  /** Begins to deliver, and goes on until `close`. */
  start(): void;
  /** Takes nothing new and waits for what is on its way, but not for ever. */
  close(): Promise<void>;
}

/** Queues that are emptied at the same time. */
const atOnce = 4;
/** The largest batch, which every destination takes: Firehose 500 records, CloudWatch Logs 1 MiB and a day. */
const batchLines = 500;
const batchBytes = 900_000;
const batchSpanMs = 23 * 60 * 60_000;
/** A claim outlasts three requests that get no answer. */
const leaseMs = 2 * 60_000;
const roundMs = 1_000;
/** Longest wait after failures: who mends a destination wants to see it. */
const longestDelayMs = 5 * 60_000;
/** What is on its way when the server closes has so long; after that its claim has to run out. */
const partingMs = 5_000;
/** Lines that wait in one queue, at most about a gigabyte. */
const mostWaiting = 1_000_000;

/** Makes the courier. `clock` is the machine's own: back-off does not follow a clock that tests move. */
export function createLogCourier(needs: {
  readonly store: Pick<Store, "logEntries" | "logQueues" | "userPools" | "poolSettings" | "transaction">;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly sinks: LogSinks;
  /** Nobody else delivers from this store: claims found at the start are of a server that died. */
  readonly isAlone: boolean;
  readonly mostWaiting?: number;
}): LogCourier {
  const { store, clock, random, logger, sinks, isAlone } = needs;
  const kept = needs.mostWaiting ?? mostWaiting;
  const underway = new Set<Promise<void>>();
  let isFresh = isAlone;

  /** Removes what was taken and gives the queue back, both or none. */
  async function settle(
    queue: ClaimedLogQueue,
    holder: string,
    ids: readonly string[],
    outcome: { readonly dueAt: number; readonly failures: number },
  ): Promise<void> {
    await store.transaction(async (tx) => {
      await tx.logEntries.delete(ids);
      await tx.logQueues.release(queue, holder, outcome);
    });
  }

  async function deliver(queue: ClaimedLogQueue, holder: string): Promise<void> {
    const { userPoolId, source } = queue;
    const pool = await store.userPools.get(userPoolId);
    const setting = await store.poolSettings.get<LogDelivery>({
      poolId: userPoolId,
      kind: "log-delivery",
      id: userPoolId,
    });
    const waiting = await store.logEntries.first(queue, batchLines);
    const entries = batchOf(waiting);
    const ids = entries.map(({ id }) => id);
    const destination = pool && destinationInForce(pool, setting?.document, source);
    const sink = pool && destination && (await sinks.of(pool.accountId, destination));
    if (pool === undefined || destination === undefined || sink === undefined) {
      // Delivery was switched off, or nothing serves the destination: nobody waits for these lines any more.
      await settle(queue, holder, ids, { dueAt: 0, failures: 0 });
      return;
    }
    const { accountId, region } = pool;
    const batch = { userPoolId, accountId, region, source, destination, entries };
    let refused: ReadonlySet<string>;
    try {
      refused = new Set(entries.length === 0 ? [] : await sink.put(batch));
    } catch (error) {
      await fail(queue, holder, [], error);
      return;
    }
    const taken = ids.filter((id) => !refused.has(id));
    if (refused.size > 0) {
      await fail(queue, holder, taken, new LogSinkError("Refused"));
      return;
    }
    const isMoreWaiting = waiting.length === batchLines || entries.length < waiting.length;
    const pause = isMoreWaiting ? 0 : sink.pauseMs;
    await settle(queue, holder, taken, { dueAt: clock.now() + pause, failures: 0 });
    logger.debug("log lines delivered", { userPoolId, kind: source, count: taken.length });
  }

  async function fail(queue: ClaimedLogQueue, holder: string, taken: readonly string[], error: unknown): Promise<void> {
    const failures = taken.length > 0 ? 1 : queue.failures + 1;
    const delay = Math.min(longestDelayMs, delayAfter(failures, random.bytes(2).readUInt16BE() / 0x10000));
    await settle(queue, holder, taken, { dueAt: clock.now() + delay, failures });
    const { userPoolId, source: kind } = queue;
    const known = error instanceof LogSinkError;
    const reason = known ? error.reason : error instanceof Error ? error.name : "Error";
    logger.warn("log lines not delivered: they will be tried again", {
      userPoolId,
      kind,
      reason,
      count: failures,
      durationMs: delay,
      ...(known ? {} : { error }),
    });
    let lost = 0;
    for (let gone = 1; gone > 0 && rounds.isOpen(); lost += gone) {
      gone = await store.logEntries.deleteBeyond(queue, kept);
    }
    if (lost > 0) logger.error("too many log lines wait: the oldest are lost", { userPoolId, kind, count: lost });
  }

  /** Claims until nothing is due. */
  async function claimAll(): Promise<undefined> {
    if (isFresh) await store.logQueues.releaseClaims();
    isFresh = false;
    while (rounds.isOpen()) {
      const holder = random.uuid();
      const claims = await store.logQueues.claimDue(clock.now(), holder, leaseMs, atOnce - underway.size);
      if (claims.length === 0) return undefined;
      for (const claim of claims) {
        const one = deliver(claim, holder)
          .catch((error: unknown) =>
            logger.error("log delivery not recorded", { userPoolId: claim.userPoolId, kind: claim.source, error }),
          )
          .finally(() => underway.delete(one));
        underway.add(one);
      }
      while (underway.size >= atOnce) await Promise.race(underway);
    }
    return undefined;
  }

  const rounds = createRounds({
    roundMs,
    look: claimAll,
    failed: (error) => logger.error("log lines could not be read", { error }),
  });

  return {
    start: rounds.start,
    async close() {
      await rounds.close();
      await settledWithin(underway, partingMs);
    },
  };
}

/** As many of the oldest lines as one request may carry, always one. */
function batchOf(entries: readonly LogEntry[]): LogEntry[] {
  const batch: LogEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    // CloudWatch Logs counts 26 bytes for each, and base64 needs a third more.
    bytes += Math.ceil(Buffer.byteLength(entry.json) * 1.4) + 32;
    const isTooFar = Math.abs(entry.at - (entries[0]?.at ?? entry.at)) > batchSpanMs;
    if (batch.length > 0 && (bytes > batchBytes || isTooFar)) break;
    batch.push(entry);
  }
  return batch;
}
