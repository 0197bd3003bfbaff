/** The course of an asynchronous event, attempt by attempt. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type AttemptKind, stepAfter } from "./event-course.js";
import { type EventSettings, type FunctionEvent, usualEventSettings } from "./function-event.js";

const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;
const onFailure = "arn:aws:lambda:us-east-1:123456789012:function:told";

function step(kind: AttemptKind, of: Partial<FunctionEvent> = {}, settings: Partial<EventSettings> = {}) {
  const counts = { failures: 0, throttles: 0, hops: 0 };
  const event = { id: "e", functionName: "f", body: "{}", acceptedAt: NOW, ...counts, ...of };
  const found = stepAfter(event, { ...usualEventSettings, ...settings }, kind, NOW);
  return found.kind === "over"
    ? `${found.condition} after ${found.failures}`
    : `in ${found.dueAt - NOW}: ${found.failures} failed, ${found.throttles} throttled`;
}

test("what follows an attempt", () => {
  const cases: readonly (readonly [string, string])[] = [
    [step("done"), "Success after 0"],
    [step("done", { failures: 2 }), "Success after 2"],
    [step("failed"), "in 60000: 1 failed, 0 throttled"],
    [step("failed", { failures: 1 }), "in 120000: 2 failed, 0 throttled"],
    [step("failed", { failures: 2 }), "RetriesExhausted after 3"],
    [step("failed", {}, { maximumRetryAttempts: 0 }), "RetriesExhausted after 1"],
    [step("failed", { failures: 1 }, { maximumRetryAttempts: 1 }), "RetriesExhausted after 2"],
    [step("failed", {}, { maximumEventAgeSeconds: 60 }), "in 60000: 1 failed, 0 throttled"],
    [step("failed", { acceptedAt: NOW - 1 }, { maximumEventAgeSeconds: 60 }), "EventAgeExceeded after 1"],
    [step("throttled"), "in 1000: 0 failed, 1 throttled"],
    [step("throttled", { throttles: 3, failures: 1 }), "in 8000: 1 failed, 4 throttled"],
    [step("throttled", { throttles: 60 }), "in 300000: 0 failed, 61 throttled"],
    [step("throttled", { throttles: 60, acceptedAt: NOW - 6 * HOUR }), "EventAgeExceeded after 0"],
    [step("stopped"), "in 1000: 0 failed, 1 throttled"],
    [step("stopped", {}, { onFailure }), "ZeroReservedConcurrency after 0"],
    [step("hopeless", { failures: 1 }), "RetriesExhausted after 1"],
  ];
  for (const [found, expected] of cases) assert.equal(found, expected);
});
