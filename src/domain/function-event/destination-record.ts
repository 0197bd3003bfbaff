/**
 * Owns what a destination is told of an asynchronous event that is over: Lambda's invocation record (Lambda developer
 * guide, "Capturing records of Lambda asynchronous invocations"), and which destinations are functions.
 */
import type { EventCondition } from "./event-course.js";
import type { FunctionEvent } from "./function-event.js";

/** What the function answered last. */
export interface EventAnswer {
  /** JSON, or what the function left behind instead. */
  readonly payload: string;
  /** `$LATEST` or a number. */
  readonly executedVersion: string;
}

/** How an event ended. */
export interface EventEnd {
  readonly condition: EventCondition;
  /** Of the function, with its version or alias. */
  readonly functionArn: string;
  /** Times that the function had the event. */
  readonly invocations: number;
  /** Absent when it never had it, or nobody knows any more. */
  readonly answer?: EventAnswer | undefined;
}

/** The record, as JSON. */
export function destinationRecord(event: FunctionEvent, end: EventEnd, now: number): string {
  const { condition, functionArn, invocations, answer } = end;
  return JSON.stringify({
    version: "1.0",
    timestamp: new Date(now).toISOString(),
    requestContext: { requestId: event.id, functionArn, condition, approximateInvokeCount: invocations },
    requestPayload: parsed(event.body),
    ...(answer !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: answer.executedVersion,
        ...(condition !== "Success" && { functionError: "Unhandled" }),
      },
      responsePayload: parsed(answer.payload),
    }),
  });
}

/** Whether a destination is a function, and not a queue, topic, event bus or bucket. */
export function isFunction(destination: string): boolean {
  return destination.split(":", 3)[2] === "lambda";
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
