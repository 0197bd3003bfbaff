/** Invoke: runs a function for a caller of the API, whose right was asked already, and tells how it ended as Lambda does. */
import { type CompanionAction, CompanionException } from "../../protocols/companion.js";
import { readInput, required, text } from "../member-rules.js";
import { functionArn, functionNameRule, functionReference, qualifierRule } from "./function-name.js";
import { versionOrThrow } from "./function-record.js";
import type { LambdaNeeds } from "./lambda.js";

const invokeRules = {
  FunctionName: required(functionNameRule),
  Qualifier: qualifierRule,
  InvocationType: text({ oneOf: ["Event", "RequestResponse", "DryRun"] }),
  LogType: text({ oneOf: ["None", "Tail"] }),
};

const largestPayload = 6 * 1024 * 1024;
const largestEvent = 1024 * 1024;

/** Lambda's status of what keeps a function from being called. */
const statuses: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
  // 400 and not Lambda's 502: SDKs would repeat what cannot change.
  InvalidRuntimeException: 400,
};

/** What Invoke answers; the surface spreads it over status, headers and body. */
export interface Invoked {
  readonly StatusCode: number;
  readonly FunctionError?: string;
  readonly LogResult?: string;
  readonly ExecutedVersion: string;
  readonly Payload: string;
}

/** The action. */
export function invocationActions({ store, functions }: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  return {
    async Invoke(caller, input) {
      const { FunctionName, Qualifier, InvocationType = "RequestResponse", LogType } = readInput(invokeRules, input);
      const of = functionReference(caller, FunctionName, Qualifier);
      const { version } = await versionOrThrow(store, of);
      const ExecutedVersion = version;
      if (InvocationType === "DryRun") return { StatusCode: 204, ExecutedVersion, Payload: "" };
      const asynchronous = InvocationType === "Event";
      const body = eventOf(input["Payload"], asynchronous ? largestEvent : largestPayload);
      const { requestId } = caller;
      const answer = await functions.invoke({ named: functionArn(of), body, asynchronous, requestId });
      if (answer.kind === "refused") {
        throw new CompanionException(answer.reason, answer.detail, statuses[answer.reason] ?? 400);
      }
      if (asynchronous) return { StatusCode: 202, ExecutedVersion, Payload: "" };
      return {
        StatusCode: 200,
        ExecutedVersion,
        ...(answer.kind === "failed" && { FunctionError: "Unhandled" }),
        ...(LogType === "Tail" && { LogResult: logResult(answer, requestId, version) }),
        Payload: answer.body,
      };
    },
  };
}

/** The event as JSON text; none is an empty object. */
function eventOf(payload: unknown, largest: number): string {
  const body = Buffer.isBuffer(payload) ? payload.toString("utf8") : "";
  if (body.length > largest) {
    throw new CompanionException(
      "RequestTooLargeException",
      `Request must be smaller than ${largest} bytes for the InvokeFunction operation`,
      413,
    );
  }
  if (body.trim() === "") return "{}";
  try {
    JSON.parse(body);
  } catch {
    throw new CompanionException("InvalidRequestContentException", "Could not parse request body into json.");
  }
  return body;
}

/** The last 4 KB of the log, between the lines that Lambda itself writes. */
function logResult(
  { log, durationMs }: { readonly log: string; readonly durationMs: number },
  requestId: string,
  version: string,
): string {
  const duration = durationMs.toFixed(2);
  const lines = [
    `START RequestId: ${requestId} Version: ${version}`,
    log.replace(/\n$/, ""),
    `END RequestId: ${requestId}`,
    `REPORT RequestId: ${requestId}\tDuration: ${duration} ms\tBilled Duration: ${Math.ceil(durationMs)} ms`,
  ];
  const text = `${lines.filter((line) => line !== "").join("\n")}\n`;
  return Buffer.from(text).subarray(-4096).toString("base64");
}
