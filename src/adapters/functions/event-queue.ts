/**
 * Asynchronous events: accepted at once, given to their function in the background, and again when it failed, as Lambda
 * does it: one minute after the first failure, two after the second. It owns when an event is tried and when it is given
 * up; not how a function is called. Events wait in memory: those of a server that ends are lost, and it says so.
 */

import type { Clock } from "../../ports/clock.js";
import type { EventSettings } from "../../ports/functions.js";
import type { Logger } from "../../ports/logger.js";

/** An event on its way to a function whose answer nobody waits for. */
export interface QueuedEvent {
  /** ARN, partial ARN or name; what it leads to is looked up at every attempt. */
  readonly named: string;
  /** For the log. */
  readonly name: string;
  /** JSON. */
  readonly body: string;
  /** The same at every attempt. */
  readonly requestId: string;
  readonly settings: EventSettings;
}

/** How one attempt ended. */
export type AttemptResult =
  | "done"
  /** The function has, or may have, begun and did not finish well. */
  | "failed"
  /** It could not be given the event just now: that is no attempt of the function's. */
  | "throttled"
  /** It never can be. */
  | "hopeless";

export interface EventQueue {
  /** Whether there is room for it; if so it is on its way. */
  add(event: QueuedEvent): boolean;
  /** As `add`, for an event with which its function has failed once. Without room it is given up. */
  addFailed(event: QueuedEvent): void;
  close(): void;
}

/** Lambda's waits after the first and the second failure. */
const failureWaitsMs = [60_000, 120_000];
const firstThrottleWaitMs = 1_000;
const longestThrottleWaitMs = 5 * 60_000;
const lookEveryMs = 1_000;
/** What waits takes memory. */
const mostEvents = 10_000;
const mostBytes = 64 * 1024 * 1024;

interface Waiting {
  readonly event: QueuedEvent;
  readonly acceptedAt: number;
  failures: number;
  throttles: number;
  dueAt: number;
}

/** An empty queue. `clock` is the one that waits are counted by: where it is moved, events become due. */
export function createEventQueue(needs: {
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
  /** Never rejects. */
  readonly attempt: (event: QueuedEvent) => Promise<AttemptResult>;
}): EventQueue {
  const { clock, logger, attempt } = needs;
  const waiting = new Set<Waiting>();
  let bytes = 0;
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function leave({ event }: Waiting): void {
    bytes -= event.body.length;
    count--;
  }

  function giveUp(one: Waiting, reason: string): void {
    leave(one);
    const { name, requestId } = one.event;
    const facts = { function: name, requestId, reason, count: one.failures };
    logger.warn("an asynchronous event was given up", facts);
  }

  async function run(one: Waiting): Promise<void> {
    const result = await attempt(one.event);
    if (result === "done") leave(one);
    else if (result === "hopeless") giveUp(one, "NotCallable");
    else postpone(one, result);
  }

  function postpone(one: Waiting, result: "failed" | "throttled"): void {
    const { settings, name, requestId } = one.event;
    if (result === "failed") one.failures++;
    else one.throttles++;
    const delay = result === "failed" ? failureWaitsMs[one.failures - 1] : throttleWaitMs(one.throttles);
    if (delay === undefined || one.failures > settings.maximumRetryAttempts) {
      giveUp(one, "RetriesExhausted");
      return;
    }
    one.dueAt = clock.now() + delay;
    if (one.dueAt - one.acceptedAt > settings.maximumEventAgeSeconds * 1000) {
      giveUp(one, "EventAgeExceeded");
      return;
    }
    if (isClosed) return;
    const facts = { function: name, requestId, reason: result, durationMs: delay };
    logger.warn("an asynchronous event will be tried again", facts);
    waiting.add(one);
    timer ??= setInterval(look, lookEveryMs);
    timer.unref();
  }

  function look(): void {
    const now = clock.now();
    for (const one of waiting) {
      if (one.dueAt > now) continue;
      waiting.delete(one);
      void run(one);
    }
    if (waiting.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function enter(event: QueuedEvent): Waiting | undefined {
    if (isClosed || count >= mostEvents || bytes + event.body.length > mostBytes) return undefined;
    count++;
    bytes += event.body.length;
    const acceptedAt = clock.now();
    return { event, acceptedAt, failures: 0, throttles: 0, dueAt: acceptedAt };
  }

  return {
    add(event) {
      const one = enter(event);
      if (one !== undefined) void run(one);
      return one !== undefined;
    },
    addFailed(event) {
      const one = enter(event);
      if (one !== undefined) postpone(one, "failed");
      else {
        const { name, requestId } = event;
        const reason = isClosed ? "ServerEnded" : "QueueFull";
        logger.warn("an asynchronous event was given up", { function: name, requestId, reason });
      }
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      timer = undefined;
      if (count > 0) logger.warn("asynchronous events are lost with the server's end", { count });
      waiting.clear();
    },
  };
}

/** Doubled with every time. */
function throttleWaitMs(times: number): number {
  return Math.min(firstThrottleWaitMs * 2 ** (times - 1), longestThrottleWaitMs);
}
