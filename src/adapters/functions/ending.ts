/** How an event ended, wherever its function runs, and how that is told: to the services, and to callers of Lambda's API. */
import type { EventAttempt, FunctionAnswer, FunctionOutcome } from "../../ports/functions.js";
import type { PoolResult } from "./process-pool.js";
import type { RemoteResult } from "./remote-function.js";

export type Ending = Exclude<PoolResult, { kind: "not-begun" | "unusable" | "throttled" }> | RemoteResult;

/** A function that cannot be called, by the name of Lambda's exception. */
export function refused(reason: string, detail: string): { kind: "refused"; reason: string; detail: string } {
  return { kind: "refused", reason, detail };
}

/** What a caller of the port is told. */
export function outcomeOf(ending: Ending): FunctionOutcome {
  switch (ending.kind) {
    case "refused":
      return ending;
    case "ran-out":
      return { kind: "timed-out" };
    case "answered":
      return { kind: "returned", payload: parsed(ending.body) };
    case "failed": {
      const { errorMessage, errorType } = (parsed(ending.body) ?? {}) as Record<string, unknown>;
      return { kind: "threw", message: textOf(errorMessage), type: textOf(errorType) || "Unhandled" };
    }
  }
}

/** What a caller of Lambda's API is told; `waitedMs` stands for the duration where nobody measured it closer by. */
export function answerOf(ending: Ending, requestId: string, waitedMs: number): FunctionAnswer {
  if (ending.kind === "refused") return ending;
  const log = "log" in ending ? ending.log : "";
  if (ending.kind === "ran-out") {
    const errorMessage = `RequestId: ${requestId} Error: Task timed out`;
    const body = JSON.stringify({ errorType: "Sandbox.Timedout", errorMessage });
    return { kind: "failed", body, log, durationMs: waitedMs };
  }
  const durationMs = "durationMs" in ending ? ending.durationMs : waitedMs;
  return { kind: ending.kind === "answered" ? "returned" : "failed", body: ending.body, log, durationMs };
}

/** Refusals that may be different the next moment. */
const passing: ReadonlySet<string> = new Set(["TooManyRequestsException", "ServiceException"]);

/** What the keeper of asynchronous events is told. */
export function attemptOf(ending: Ending, requestId: string, executedVersion: string): EventAttempt {
  if (ending.kind === "refused") return { kind: passing.has(ending.reason) ? "throttled" : "hopeless" };
  const answer = answerOf(ending, requestId, 0);
  const payload = answer.kind === "refused" ? "" : answer.body;
  return { kind: ending.kind === "answered" ? "done" : "failed", answer: { payload, executedVersion } };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
