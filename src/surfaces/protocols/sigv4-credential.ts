/**
 * Reads the parts of an AWS Signature Version 4 from a request, in header or query form. It owns the shape of a
 * signature: what must be there and look how. Whether the signature is right is `sigv4.ts`.
 */
import { IncompleteSignatureException } from "../../model/exceptions.js";
import type { RequestHead } from "./http.js";

/** Who signed, and for what: `<key>/<date>/<region>/<service>/aws4_request`. */
export interface CredentialScope {
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/** A signature as a request presents it, complete in form. */
export interface PresentedSignature {
  readonly form: "header" | "query";
  readonly scope: CredentialScope;
  /** Lower-case names, as the client listed them. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** When it was signed, as it enters the string to sign: `YYYYMMDDThhmmssZ`. */
  readonly timestamp: string;
  readonly signedAt: number;
  /** Query form: seconds from `signedAt` in which it may be used. */
  readonly expiresSeconds?: number;
  readonly securityToken?: string | undefined;
}

const algorithm = "AWS4-HMAC-SHA256";
const maxExpiresSeconds = 604_800;
const maxAuthorizationLength = 8192;

const accessKeyShape = /^[\x21-\x2b\x2d\x2e\x30-\x7e]{1,128}$/;
const dateShape = /^[0-9]{8}$/;
const regionShape = /^[a-z0-9-]{1,32}$/;
const serviceShape = /^[a-z0-9-]{1,64}$/;
const signatureShape = /^[0-9a-f]{64}$/;
const headerNameShape = /^[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/;
const timestampShape = /^([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z$/;

/** The signature of a request, or undefined when it carries none. Throws IncompleteSignatureException. */
export function readSignature(head: RequestHead): PresentedSignature | undefined {
  const authorization = head.headers["authorization"];
  if (authorization !== undefined) return fromHeader(head, authorization);
  if (head.rawQuery.includes("X-Amz-Algorithm=") || head.rawQuery.includes("X-Amz-Signature=")) return fromQuery(head);
  return undefined;
}

/** The credential scope if a well-formed one is presented; never throws, proves nothing. For finding the service. */
export function peekScope(head: RequestHead): CredentialScope | undefined {
  const authorization = head.headers["authorization"];
  if (authorization !== undefined) {
    if (authorization.length > maxAuthorizationLength) return undefined;
    const start = authorization.indexOf("Credential=");
    if (start < 0) return undefined;
    const end = authorization.indexOf(",", start);
    return parseCredentialScope(authorization.slice(start + 11, end < 0 ? undefined : end).trim());
  }
  const credential = queryParameter(head.rawQuery, "X-Amz-Credential");
  return credential === undefined ? undefined : parseCredentialScope(credential);
}

/** The four named parts of a credential, or undefined when it is malformed. A key id holds no slash and no comma. */
function parseCredentialScope(credential: string): CredentialScope | undefined {
  const parts = credential.length > 512 ? [] : credential.split("/");
  const [accessKeyId, date, region, service, terminator] = parts;
  if (parts.length !== 5 || terminator !== "aws4_request") return undefined;
  if (!accessKeyShape.test(accessKeyId!) || !dateShape.test(date!)) return undefined;
  if (!regionShape.test(region!) || !serviceShape.test(service!)) return undefined;
  return { accessKeyId: accessKeyId!, date: date!, region: region!, service: service! };
}

function fromHeader(head: RequestHead, authorization: string): PresentedSignature {
  if (authorization.length > maxAuthorizationLength)
    throw new IncompleteSignatureException("Authorization is too long.");
  const space = authorization.indexOf(" ");
  const named = space < 0 ? authorization : authorization.slice(0, space);
  if (named !== algorithm) throw new IncompleteSignatureException(`Authorization must use algorithm '${algorithm}'.`);
  let credential: string | undefined;
  let signedHeaders: string | undefined;
  let signature: string | undefined;
  for (const part of authorization.slice(space + 1).split(",")) {
    const trimmed = part.trim();
    if (trimmed.startsWith("Credential=")) credential = trimmed.slice(11);
    else if (trimmed.startsWith("SignedHeaders=")) signedHeaders = trimmed.slice(14);
    else if (trimmed.startsWith("Signature=")) signature = trimmed.slice(10);
  }
  const timestamp = head.headers["x-amz-date"] ?? fromHttpDate(head.headers["date"]);
  let missing = "";
  if (!credential) missing += "Authorization header requires 'Credential' parameter. ";
  if (!signature) missing += "Authorization header requires 'Signature' parameter. ";
  if (!signedHeaders) missing += "Authorization header requires 'SignedHeaders' parameter. ";
  if (!timestamp) {
    missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  }
  // AWS goes on to print the header; we do not give a signature back (T-45).
  if (missing !== "") throw new IncompleteSignatureException(missing.trimEnd());
  return {
    form: "header",
    scope: scopeOrThrow(credential!),
    signedHeaders: headerNamesOrThrow(signedHeaders!),
    signature: signatureOrThrow(signature!),
    timestamp: timestamp!,
    signedAt: instantOrThrow(timestamp!),
    securityToken: head.headers["x-amz-security-token"],
  };
}

function fromQuery(head: RequestHead): PresentedSignature {
  const query = (name: string): string => {
    const value = queryParameter(head.rawQuery, name);
    if (value === undefined || value === "") {
      throw new IncompleteSignatureException(`AWS query-string parameters must include '${name}'.`);
    }
    return value;
  };
  if (query("X-Amz-Algorithm") !== algorithm) {
    throw new IncompleteSignatureException(`X-Amz-Algorithm must be '${algorithm}'.`);
  }
  const timestamp = query("X-Amz-Date");
  const expires = queryParameter(head.rawQuery, "X-Amz-Expires");
  if (expires !== undefined && !(/^[0-9]{1,6}$/.test(expires) && +expires >= 1 && +expires <= maxExpiresSeconds)) {
    throw new IncompleteSignatureException("X-Amz-Expires must be a number of seconds from 1 to 604800.");
  }
  return {
    form: "query",
    scope: scopeOrThrow(query("X-Amz-Credential")),
    signedHeaders: headerNamesOrThrow(query("X-Amz-SignedHeaders")),
    signature: signatureOrThrow(query("X-Amz-Signature")),
    timestamp,
    signedAt: instantOrThrow(timestamp),
    ...(expires === undefined ? {} : { expiresSeconds: Number(expires) }),
    securityToken: queryParameter(head.rawQuery, "X-Amz-Security-Token"),
  };
}

function scopeOrThrow(credential: string): CredentialScope {
  const scope = parseCredentialScope(credential);
  if (scope !== undefined) return scope;
  throw new IncompleteSignatureException(
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.",
  );
}

function headerNamesOrThrow(list: string): readonly string[] {
  const names = list.split(";");
  if (names.length <= 100 && names.every((name) => headerNameShape.test(name))) return names;
  throw new IncompleteSignatureException("SignedHeaders must be lower-case header names joined with ';'.");
}

function signatureOrThrow(signature: string): string {
  if (signatureShape.test(signature)) return signature;
  throw new IncompleteSignatureException("Signature must be 64 hexadecimal digits.");
}

function instantOrThrow(timestamp: string): number {
  const match = timestamp.length === 16 ? timestampShape.exec(timestamp) : null;
  const instant = match === null ? Number.NaN : Date.parse(isoOf(match));
  if (!Number.isNaN(instant)) return instant;
  throw new IncompleteSignatureException("Date must be in ISO-8601 'basic format'.");
}

function isoOf(match: RegExpExecArray): string {
  return `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`;
}

/** A `Date` header in the basic format, for clients that sign with it. */
function fromHttpDate(date: string | undefined): string | undefined {
  if (date === undefined || date.length > 64) return undefined;
  const instant = Date.parse(date);
  return Number.isNaN(instant) ? undefined : basicFormat(instant);
}

/** An instant as `YYYYMMDDThhmmssZ`. */
export function basicFormat(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19).replaceAll("-", "").replaceAll(":", "")}Z`;
}

/** The first value of a query parameter with exactly this name; undefined when absent or not decodable. */
function queryParameter(rawQuery: string, name: string): string | undefined {
  if (!rawQuery.includes(name)) return undefined;
  for (const pair of rawQuery.split("&")) {
    if (!pair.startsWith(name) || pair.charCodeAt(name.length) !== 0x3d) continue;
    try {
      return decodeURIComponent(pair.slice(name.length + 1));
    } catch {
      return undefined;
    }
  }
  return undefined;
}
