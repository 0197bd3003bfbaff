/** Writes an answer to the wire, with the headers that every answer carries whatever surface it comes from. */
import type { ServerResponse } from "node:http";
import type { BrowserAccess, HttpResponse, RequestHead } from "../protocols/http.js";
import { anyOriginHeaders } from "./browser-rules.js";

/** What the common headers depend on. */
export interface AnswerCircumstances {
  readonly requestId: string;
  readonly head: RequestHead | undefined;
  readonly access: BrowserAccess;
  /** Whether a success keeps the cache-control header of its surface. */
  readonly cacheable: boolean;
}

/** Writes the whole answer. Throws, with nothing written yet, when a header holds what no header can. */
export function writeAnswer(
  response: ServerResponse,
  answer: HttpResponse,
  { requestId, head, access, cacheable }: AnswerCircumstances,
  { mode, isLast }: { readonly mode: string; readonly isLast: boolean },
): void {
  const { body } = answer;
  const headers: string[] = [
    "x-amzn-requestid",
    requestId,
    "x-poolhouse-mode",
    mode,
    "x-content-type-options",
    "nosniff",
  ];
  // Only the answer to a HEAD may speak of a length that it does not have.
  if (head?.method !== "HEAD" || answer.headers["content-length"] === undefined) {
    headers.push("content-length", String(typeof body === "string" ? Buffer.byteLength(body) : body.length));
  }
  const keepsCaching = cacheable && answer.status === 200;
  if (!keepsCaching) headers.push("cache-control", "no-store");
  // What caches keep must not depend on who asked first.
  if (access === "any-origin" && (keepsCaching || head?.headers["origin"] !== undefined)) {
    headers.push(...anyOriginHeaders);
  }
  if (isLast) headers.push("connection", "close");
  if (answer.status === 503) headers.push("retry-after", "1");
  for (const name of Object.keys(answer.headers)) {
    if (name === "cache-control" && !keepsCaching) continue;
    const value = answer.headers[name]!;
    if (typeof value === "string") headers.push(name, value);
    else for (const one of value) headers.push(name, one);
  }
  response.writeHead(answer.status, headers);
  response.end(body);
}
