/** Turns what Node read into a RequestHead, and refuses heads that two readers could understand differently. */
import type { IncomingMessage } from "node:http";
import type { RequestHead } from "../protocols/http.js";
import type { createClientSideReader } from "./proxies.js";

/** Headers on which a decision rests; a second one is an attempt to show two faces. */
const single = new Set([
  "host",
  "authorization",
  "content-type",
  "content-length",
  "origin",
  "sec-fetch-site",
  "x-amz-target",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-content-sha256",
]);

/** A head that is refused, with the reason for the client. */
export interface BadHead {
  readonly status: 400 | 431;
  readonly reason: string;
}

/** Whether reading the head failed. */
export function isBadHead(head: RequestHead | BadHead): head is BadHead {
  return "reason" in head;
}

/** The head of a message. */
export function readHead(
  message: IncomingMessage,
  requestId: string,
  clientSide: ReturnType<typeof createClientSideReader>,
  maxHeaders: number,
): RequestHead | BadHead {
  const { rawHeaders } = message;
  if (rawHeaders.length > maxHeaders * 2) return { status: 431, reason: "Too many headers." };
  const headers: Record<string, string | undefined> = Object.create(null);
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase();
    const value = rawHeaders[i + 1]!;
    const earlier = headers[name];
    if (earlier === undefined) headers[name] = value;
    else if (single.has(name)) return { status: 400, reason: `The header ${name} may appear once only.` };
    else headers[name] = name === "cookie" ? `${earlier}; ${value}` : `${earlier},${value}`;
  }
  const url = message.url ?? "";
  // An absolute target would name a second host; raw bytes beyond ASCII have no one meaning.
  if (url.charCodeAt(0) !== 0x2f || !asciiOnly.test(url)) {
    return { status: 400, reason: "The request target must be an encoded path." };
  }
  const question = url.indexOf("?");
  const encrypted = (message.socket as { encrypted?: boolean }).encrypted === true;
  const { remoteAddress, secure } = clientSide(message.socket.remoteAddress ?? "", encrypted, headers);
  return {
    requestId,
    method: message.method ?? "",
    path: question < 0 ? url : url.slice(0, question),
    rawQuery: question < 0 ? "" : url.slice(question + 1),
    headers,
    remoteAddress,
    secure,
  };
}

const asciiOnly = /^[\x21-\x7e]*$/;
