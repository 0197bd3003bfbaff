/**
 * The AWS JSON protocols 1.0 and 1.1: how a request names its operation and carries its input, and how output and
 * exceptions are written. It owns syntax only; which operations exist and what they mean is the surface's.
 */
import { isUtf8 } from "node:buffer";
import { SerializationException, type ServiceException } from "../../model/exceptions.js";
import type { HttpResponse, RequestHead } from "./http.js";

/** Deeper input than any published shape needs is refused before anything recurses over it (T-38). */
const maxNesting = 64;

/** Header values longer than this are cut; the body carries the whole message. */
const maxHeaderMessage = 1024;

/** The version of the protocol that a content type names, or undefined when it names another kind of body. */
export function jsonVersionOf(head: RequestHead): "1.0" | "1.1" | undefined {
  const type = head.headers["content-type"];
  if (type === undefined) return undefined;
  if (type === "application/x-amz-json-1.1") return "1.1";
  const semicolon = type.indexOf(";");
  const essence = (semicolon < 0 ? type : type.slice(0, semicolon)).trim().toLowerCase();
  if (essence === "application/x-amz-json-1.1") return "1.1";
  if (essence === "application/x-amz-json-1.0") return "1.0";
  return undefined;
}

/** What `x-amz-target` names. */
export interface JsonTarget {
  readonly prefix: string;
  readonly operation: string;
}

/** The target of a request; undefined without the header, empty parts when it is malformed. */
export function targetOf(head: RequestHead): JsonTarget | undefined {
  const target = head.headers["x-amz-target"];
  if (target === undefined) return undefined;
  const dot = target.lastIndexOf(".");
  return dot < 0
    ? { prefix: "", operation: target }
    : { prefix: target.slice(0, dot), operation: target.slice(dot + 1) };
}

/** The input object of a request; an empty body is an empty object. Throws SerializationException. */
export function readJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  if (!isUtf8(body)) throw new SerializationException();
  const text = body.toString("utf8");
  if (isNestedDeeperThan(text, maxNesting)) throw new SerializationException();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may hold a password (T-45).
    throw new SerializationException();
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SerializationException("Start of structure or map found where not expected.");
  }
  return value as Record<string, unknown>;
}

/** A successful answer. `isVoid`: the model gives the operation no output shape, and the wire no byte. */
export function jsonSuccess(output: unknown, isVoid: boolean, version: "1.0" | "1.1", operation: string): HttpResponse {
  return {
    status: 200,
    headers: version === "1.1" ? headers11 : headers10,
    body: isVoid ? "" : JSON.stringify(output ?? {}),
    operation,
  };
}

/** The answer for an exception that the caller is told about. */
export function jsonError(
  exception: ServiceException,
  version: "1.0" | "1.1" = "1.1",
  operation?: string,
): HttpResponse {
  const { wireName, message } = exception;
  return {
    status: exception.httpStatus,
    headers: {
      "content-type": version === "1.1" ? "application/x-amz-json-1.1" : "application/x-amz-json-1.0",
      "x-amzn-errortype": `${wireName}:`,
      "x-amzn-errormessage": headerText(message),
    },
    body: JSON.stringify({ __type: wireName, message, ...exception.wireMembers }),
    operation,
    errorName: wireName,
  };
}

const headers11 = { "content-type": "application/x-amz-json-1.1" } as const;
const headers10 = { "content-type": "application/x-amz-json-1.0" } as const;

/** A message as a header value: without line breaks and other characters that a header cannot carry (T-40). */
export function headerText(message: string): string {
  const cut = message.length > maxHeaderMessage ? message.slice(0, maxHeaderMessage) : message;
  return cut.replace(/[^\x20-\x7e\xa0-\xff]/g, " ").trim();
}

function isNestedDeeperThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === backslash) i++;
      else if (code === quote) inString = false;
    } else if (code === quote) inString = true;
    else if (code === openBrace || code === openBracket) {
      if (++depth > limit) return true;
    } else if (code === closeBrace || code === closeBracket) depth--;
  }
  return false;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
