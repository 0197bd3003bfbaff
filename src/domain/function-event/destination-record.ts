/**
 * Owns what a destination is told of an asynchronous event that is over: Lambda's invocation record (Lambda developer
 * guide, "Capturing records of Lambda asynchronous invocations"), and which destinations there are.
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
    requestPayload: valueOf(event.body),
    ...(answer !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: answer.executedVersion,
        ...(condition !== "Success" && { functionError: "Unhandled" }),
      },
      responsePayload: valueOf(answer.payload),
    }),
  });
}

/** Kinds of destinations by the service in their ARN. */
const kinds: Readonly<Record<string, "function" | "queue" | "topic" | "event bus" | "bucket">> = {
  lambda: "function",
  sqs: "queue",
  sns: "topic",
  events: "event bus",
  s3: "bucket",
};

/** What kind of destination an ARN names; undefined for anything that can be none. */
export function destinationKind(arn: string): (typeof kinds)[string] | undefined {
  const [scheme, partition = "", service = ""] = arn.split(":", 3);
  if (scheme !== "arn" || !partition.startsWith("aws")) return undefined;
  return Object.hasOwn(kinds, service) ? kinds[service] : undefined;
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
