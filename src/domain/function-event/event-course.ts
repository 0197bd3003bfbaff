/** Owns the course of an asynchronous event: after which attempt it is tried again, when, and when it is given up. */
import type { EventSettings, FunctionEvent } from "./function-event.js";

/** How one attempt ended. */
export type AttemptKind =
  | "done"
  /** The function has, or may have, begun and did not finish well. */
  | "failed"
  /** It could not be given the event just now: that is no attempt of the function's. */
  | "throttled"
  /** Its owner lets it have no event at all. */
  | "stopped"
  /** It never can be given the event. */
  | "hopeless";

/** Why an event is over, in the words of Lambda's records. */
export type EventCondition = "Success" | "RetriesExhausted" | "EventAgeExceeded" | "ZeroReservedConcurrency";

/** What becomes of it. */
export type EventStep =
  | { readonly kind: "over"; readonly condition: EventCondition; readonly failures: number }
  | { readonly kind: "again"; readonly dueAt: number; readonly failures: number; readonly throttles: number };

/** Lambda's waits after the first and the second failure. */
const failureWaitsMs = [60_000, 120_000];
const firstThrottleWaitMs = 1_000;
const longestThrottleWaitMs = 5 * 60_000;

/** Whether it is too old to be given. */
export function isTooOld(event: FunctionEvent, settings: EventSettings, at: number): boolean {
  return at - event.acceptedAt > settings.maximumEventAgeSeconds * 1000;
}

/** What follows an attempt that ended at `now`. */
export function stepAfter(event: FunctionEvent, settings: EventSettings, kind: AttemptKind, now: number): EventStep {
  const over = (condition: EventCondition, failures = event.failures) =>
    ({ kind: "over", condition, failures }) as const;
  if (kind === "done") return over("Success");
  if (kind === "hopeless") return over("RetriesExhausted");
  // Without a destination nobody would ever hear of it: it waits until it may run, or is too old.
  if (kind === "stopped" && settings.onFailure !== undefined) return over("ZeroReservedConcurrency");
  const failures = event.failures + (kind === "failed" ? 1 : 0);
  const throttles = event.throttles + (kind === "failed" ? 0 : 1);
  const wait = kind === "failed" ? failureWaitsMs[failures - 1] : throttleWaitMs(throttles);
  if (wait === undefined || failures > settings.maximumRetryAttempts) return over("RetriesExhausted", failures);
  const dueAt = now + wait;
  if (isTooOld(event, settings, dueAt)) return over("EventAgeExceeded", failures);
  return { kind: "again", dueAt, failures, throttles };
}

/** Doubled with every time. */
function throttleWaitMs(times: number): number {
  return Math.min(firstThrottleWaitMs * 2 ** (times - 1), longestThrottleWaitMs);
}
