/**
 * Owns one signed request to a service of AWS, or of somebody who speaks its protocol, and reading a bounded part of its
 * answer. What an answer means is the caller's business.
 */
import type { Clock } from "../../ports/clock.js";
import { regionalEndpoint } from "./regional-endpoint.js";
import { type OutgoingRequest, type SigningKey, signedHeaders } from "./request-signature.js";

/** An endpoint: AWS itself or any compatible one. */
export interface ServiceEndpoint {
  /** `{region}` stands for the region that a request is for. */
  readonly url: string;
  readonly key: SigningKey;
}

/** What a service answered. */
export interface ServiceAnswer {
  readonly isOk: boolean;
  readonly status: number;
  /** The name of an AWS JSON error, e.g. `ResourceNotFoundException`; empty where the answer has none. */
  readonly errorName: string;
  /** Of a JSON answer; empty for any other. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** No answer came; `reason` says why in one word. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";

  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`no answer: ${reason}`, options);
  }
}

const timeoutMs = 15_000;
const largestAnswer = 1024 * 1024;

/** Sends requests to one service. */
export function serviceRequests(service: string, { url, key }: ServiceEndpoint, clock: Clock) {
  return async (
    region: string,
    request: Omit<OutgoingRequest, "url"> & { readonly path: string },
  ): Promise<ServiceAnswer> => {
    const place = regionalEndpoint(url, region);
    if (place === undefined) throw new NoAnswer("BadRegion");
    const outgoing = { ...request, url: new URL(`${place.base}${request.path}`) };
    const headers = signedHeaders(outgoing, { region: place.region, service, now: clock.now() }, key);
    return answerTo(outgoing, headers);
  };
}

async function answerTo(
  { method = "POST", url, body }: OutgoingRequest,
  headers: Record<string, string>,
): Promise<ServiceAnswer> {
  let answer: Response;
  let text: string;
  try {
    // The signature and what is sent are meant for this address and no other (T-21).
    const signal = AbortSignal.timeout(timeoutMs);
    answer = await fetch(url, { method, headers, body, redirect: "error", signal });
    text = await bounded(answer);
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    const { cause, name } = error as { cause?: { code?: unknown }; name: string };
    throw new NoAnswer(typeof cause?.code === "string" ? cause.code : name, { cause: error });
  }
  const members = objectOf(text);
  const named = String(members["__type"] ?? answer.headers.get("x-amzn-errortype") ?? "");
  const errorName = answer.ok ? "" : (/^(?:[^#]{0,100}#)?([A-Za-z]{1,60})(?::|$)/.exec(named)?.[1] ?? "");
  return { isOk: answer.ok, status: answer.status, errorName, members };
}

async function bounded(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > largestAnswer) throw new NoAnswer("AnswerTooLong");
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
