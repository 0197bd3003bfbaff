/**
 * Reads the one XML document that this server takes: the list of parts of `CompleteMultipartUpload`. Strictly that list:
 * no declarations of types, no entities but the five, no other elements (T-20d).
 */
import { CompanionException } from "../../protocols/companion.js";

/** A part as the document names it. */
export interface NamedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksums: Readonly<Record<string, string>>;
}

const maxBytes = 4 * 1024 * 1024;
const maxParts = 10_000;
const declaration = /^\ufeff?\s{0,16}<\?xml [^<>?]{1,200}\?>/;
const tag = /\s{0,64}<(\/?)([A-Za-z0-9]{1,32})(?: xmlns="[^"<>]{1,200}")?\s{0,8}(\/?)>/y;
const text = /[^<]{0,512}/y;
const entities: Readonly<Record<string, string>> = {
  "&quot;": '"',
  "&#34;": '"',
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&apos;": "'",
};

/** The parts in the order of the document. Throws MalformedXML. */
export function readCompleteDocument(body: Buffer): readonly NamedPart[] {
  if (body.length > maxBytes) throw malformed();
  const document = body.toString("utf8").replace(declaration, "");
  let at = 0;

  function next(): { readonly name: string; readonly kind: "open" | "close" | "empty" } {
    tag.lastIndex = at;
    const match = tag.exec(document);
    if (match === null || (match[1] === "/" && match[3] === "/")) throw malformed();
    at = tag.lastIndex;
    return { name: match[2]!, kind: match[1] === "/" ? "close" : match[3] === "/" ? "empty" : "open" };
  }

  function expect(name: string, kind: "open" | "close"): void {
    const found = next();
    if (found.name !== name || found.kind !== kind) throw malformed();
  }

  function content(name: string): string {
    text.lastIndex = at;
    const found = text.exec(document)?.[0] ?? "";
    at += found.length;
    expect(name, "close");
    return found.replace(/&[^;]{0,8};?/g, (entity) => entities[entity] ?? fail());
  }

  expect("CompleteMultipartUpload", "open");
  const parts: NamedPart[] = [];
  for (;;) {
    const { name, kind } = next();
    if (name === "CompleteMultipartUpload" && kind === "close") break;
    if (name !== "Part" || kind !== "open" || parts.length >= maxParts) throw malformed();
    parts.push(readPart(next, content));
  }
  if (document.slice(at).trim() !== "" || parts.length === 0) throw malformed();
  return parts;
}

function readPart(
  next: () => { readonly name: string; readonly kind: "open" | "close" | "empty" },
  content: (name: string) => string,
): NamedPart {
  const members = new Map<string, string>();
  for (;;) {
    const { name, kind } = next();
    if (name === "Part" && kind === "close") break;
    const known = name === "ETag" || name === "PartNumber" || name.startsWith("Checksum");
    if (!known || kind !== "open" || members.has(name)) throw malformed();
    members.set(name, content(name));
  }
  const number = members.get("PartNumber")?.trim() ?? "";
  const etag = members.get("ETag")?.trim();
  if (!/^[1-9][0-9]{0,4}$/.test(number) || etag === undefined) throw malformed();
  const checksums = [...members].flatMap(([name, value]) =>
    name.startsWith("Checksum") ? [[name.slice("Checksum".length).toLowerCase(), value.trim()] as const] : [],
  );
  return { number: Number(number), etag: etag.replaceAll('"', ""), checksums: Object.fromEntries(checksums) };
}

function malformed(): CompanionException {
  return new CompanionException(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

function fail(): never {
  throw malformed();
}
