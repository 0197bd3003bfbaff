/**
 * Functions that run elsewhere: at a Lambda endpoint, by a signed Invoke, or at an address of the operator, by a plain
 * POST of the event. It owns both wires. No redirects are followed, and answers are bounded (T-21).
 */
import type { Clock } from "../../ports/clock.js";
import { type SigningKey, signedHeaders } from "../aws/request-signature.js";
import { largestAnswer } from "./runtime-api.js";

/** What a remote function is asked. */
export interface RemoteJob {
  readonly arn: string;
  readonly body: string;
  readonly patienceMs: number;
  readonly asynchronous: boolean;
  readonly requestId: string;
}

/** How it ended. */
export type RemoteResult =
  | { readonly kind: "answered" | "failed"; readonly body: string }
  | { readonly kind: "ran-out" }
  | { readonly kind: "refused"; readonly reason: string; readonly detail: string };

/** A Lambda endpoint: AWS itself or any compatible one. */
export interface LambdaEndpoint {
  readonly url: string;
  readonly key: SigningKey;
  /** For functions that are named without a region. */
  readonly region: string;
}

/** Invokes by Lambda's API. */
export async function invokeAt(endpoint: LambdaEndpoint, job: RemoteJob, clock: Clock): Promise<RemoteResult> {
  const base = endpoint.url.replace(/\/+$/, "");
  const url = new URL(`${base}/2015-03-31/functions/${encodeURIComponent(job.arn)}/invocations`);
  const headers = {
    "content-type": "application/json",
    "x-amz-invocation-type": job.asynchronous ? "Event" : "RequestResponse",
  };
  const [, , , named] = job.arn.split(":");
  const scope = { region: named === undefined || named === "" ? endpoint.region : named, service: "lambda" };
  const post = { url, headers, body: job.body };
  const signed = signedHeaders(post, { ...scope, now: clock.now() }, endpoint.key);
  return exchange(url, signed, job, ({ status, answer, body }) => {
    if (status >= 200 && status < 300) {
      return { kind: answer.has("x-amz-function-error") ? "failed" : "answered", body: body === "" ? "null" : body };
    }
    const named = (answer.get("x-amzn-errortype") ?? "ServiceException").split(":", 1)[0]!;
    const { message, Message } = objectOf(body) as { message?: unknown; Message?: unknown };
    return { kind: "refused", reason: named, detail: `Lambda answered ${status}: ${String(message ?? Message ?? "")}` };
  });
}

/** Posts the event to an address; what it answers is the function's answer. */
export async function postTo(address: string, job: RemoteJob): Promise<RemoteResult> {
  const url = new URL(address);
  const headers = {
    "content-type": "application/json",
    "x-amz-invocation-type": job.asynchronous ? "Event" : "RequestResponse",
    "lambda-runtime-aws-request-id": job.requestId,
    "lambda-runtime-invoked-function-arn": job.arn,
  };
  return exchange(url, headers, job, ({ status, answer, body }) => {
    const { errorMessage, errorType } = objectOf(body) as { errorMessage?: unknown; errorType?: unknown };
    // Local emulators of the runtime answer 200 with an error document; an event that was returned has neither member.
    const isDocument = typeof errorMessage === "string" && (status >= 300 || typeof errorType === "string");
    if (isDocument || answer.has("x-amz-function-error")) return { kind: "failed", body };
    if (status >= 200 && status < 300) return { kind: "answered", body: body === "" ? "null" : body };
    return { kind: "refused", reason: "ServiceException", detail: `${url.host} answered ${status}.` };
  });
}

interface Exchange {
  readonly status: number;
  readonly answer: Headers;
  readonly body: string;
}

async function exchange(
  url: URL,
  headers: Readonly<Record<string, string>>,
  { body, patienceMs }: RemoteJob,
  read: (exchange: Exchange) => RemoteResult,
): Promise<RemoteResult> {
  const signal = AbortSignal.timeout(Math.ceil(Math.min(patienceMs, 900_000)));
  try {
    const response = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    const text = await textOf(response);
    if (text === undefined) {
      return { kind: "refused", reason: "ServiceException", detail: `${url.host} answered too much.` };
    }
    return read({ status: response.status, answer: response.headers, body: text });
  } catch (error) {
    if (signal.aborted) return { kind: "ran-out" };
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
    return { kind: "refused", reason: "ServiceException", detail: `${url.host} cannot be reached: ${why}.` };
  }
}

/** The body, or undefined when it is larger than an answer may be. */
async function textOf(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > largestAnswer) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function objectOf(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
