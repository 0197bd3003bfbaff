/**
 * The canonical request of AWS Signature Version 4: one spelling of method, path, query, signed headers and body hash.
 * Pure text work after the published algorithm; what is done with the text is `sigv4.ts`.
 */
import type { RequestHead } from "./http.js";

/** S3 signs the path as it is; every other service normalises it and encodes it a second time. */
export type PathRule = "encoded-twice" | "s3";

/** The canonical request. Signed headers that are absent count as empty, so that their absence breaks the signature. */
export function canonicalRequest(
  head: RequestHead,
  signedHeaders: readonly string[],
  payloadHash: string,
  pathRule: PathRule,
): string {
  let headers = "";
  for (const name of signedHeaders) headers += `${name}:${canonicalHeaderValue(head.headers[name] ?? "")}\n`;
  return `${head.method}\n${canonicalPath(head.path, pathRule)}\n${canonicalQuery(head.rawQuery)}\n${headers}\n${signedHeaders.join(";")}\n${payloadHash}`;
}

/** Outer blanks removed, inner runs of blanks folded to one, also around the commas that join repeated headers. */
function canonicalHeaderValue(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes("  ") || trimmed.includes("\t") ? trimmed.replace(/[ \t]+/g, " ") : trimmed;
}

/** The path after the rule of the service. */
export function canonicalPath(path: string, rule: PathRule): string {
  if (path === "/" || path === "") return "/";
  if (rule === "s3") return encodeComponent(decodeLeniently(path)).replaceAll("%2F", "/");
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") kept.pop();
    else kept.push(encodeComponent(segment));
  }
  const trailing = kept.length > 0 && path.endsWith("/") ? "/" : "";
  return `/${kept.join("/")}${trailing}`;
}

/** Parameters in one encoding, in order of name, then value; the signature itself left out. */
function canonicalQuery(rawQuery: string): string {
  if (rawQuery === "") return "";
  const pairs: [string, string][] = [];
  for (const part of rawQuery.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    const name = equals < 0 ? part : part.slice(0, equals);
    if (name === "X-Amz-Signature") continue;
    pairs.push([recode(name), equals < 0 ? "" : recode(part.slice(equals + 1))]);
  }
  pairs.sort(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Decoded, then encoded: `%7e` and `~` are the same, a plus is a blank. */
function recode(text: string): string {
  return encodeComponent(decodeLeniently(text.includes("+") ? text.replaceAll("+", " ") : text));
}

/** RFC 3986: everything but letters, digits and `-._~` becomes %XX in capitals. */
function encodeComponent(text: string): string {
  if (unreservedOnly.test(text)) return text;
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const unreservedOnly = /^[A-Za-z0-9\-._~]*$/;

/** Text that is no valid encoding stands for itself; its signature then matches only if the client thought so too. */
function decodeLeniently(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
