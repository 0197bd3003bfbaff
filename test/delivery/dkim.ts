/**
 * Verifies DKIM signatures as RFC 6376 says, by nothing but hashes and the public key: what a receiving mail server does
 * once it has looked the key up. Owns rsa-sha256 and both canonicalizations; not the look-up.
 */
import { createHash, createPublicKey, verify } from "node:crypto";

/** What a signature says of itself, once it has proven true. */
export interface ProvenSignature {
  readonly domain: string;
  readonly selector: string;
  /** Names of the signed headers, in lower case. */
  readonly headers: readonly string[];
}

/** The TXT record under `<selector>._domainkey.<domain>`, or undefined. */
export type DkimRecords = (name: string) => string | undefined;

interface Field {
  readonly name: string;
  /** With its name, as sent, without the line break at the end. */
  readonly whole: string;
}

/** The signature of a message. Throws with what is wrong with it. */
export function verifyDkim(source: string, records: DkimRecords): ProvenSignature {
  const end = source.indexOf("\r\n\r\n");
  const fields = fieldsOf(source.slice(0, end));
  const body = source.slice(end + 4);
  const own = fields.filter(({ name }) => name === "dkim-signature");
  if (own.length !== 1) throw new Error(`${own.length} signatures`);
  const field = own[0]!;
  const tags = tagsOf(field.whole.slice(field.whole.indexOf(":") + 1));
  if (tags.get("v") !== "1") throw new Error("another version");
  if (tags.get("a") !== "rsa-sha256") throw new Error(`another algorithm: ${tags.get("a")}`);
  if (tags.has("l")) throw new Error("only a part of the body is signed");
  const [headerForm = "simple", bodyForm = "simple"] = (tags.get("c") ?? "").split("/");

  const hash = createHash("sha256")
    .update(bodyForm === "relaxed" ? relaxedBody(body) : simpleBody(body))
    .digest("base64");
  if (hash !== unspaced(tags.get("bh"))) throw new Error("the body is another one");

  const names = (tags.get("h") ?? "").split(":").map((name) => name.trim().toLowerCase());
  if (!names.includes("from")) throw new Error("From is not signed");
  const written = headerForm === "relaxed" ? relaxedField : ({ whole }: Field) => whole;
  const left = [...fields];
  const signed = names.flatMap((name) => {
    // Of several headers of one name the last is meant first; one that is named but absent counts as nothing.
    const at = left.findLastIndex((one) => one.name === name);
    return at < 0 ? [] : left.splice(at, 1).map((one) => `${written(one)}\r\n`);
  });
  const unsigned = { ...field, whole: field.whole.replace(/(^|;)(\s*b\s*=)[^;]*/, "$1$2") };
  const selector = unspaced(tags.get("s"));
  const domain = unspaced(tags.get("d"));
  const record = records(`${selector}._domainkey.${domain}`);
  if (record === undefined) throw new Error(`no key for ${selector} of ${domain}`);
  const key = createPublicKey({
    key: Buffer.from(tagsOf(record).get("p") ?? "", "base64"),
    format: "der",
    type: "spki",
  });
  const text = `${signed.join("")}${written(unsigned)}`;
  if (!verify("sha256", Buffer.from(text), key, Buffer.from(unspaced(tags.get("b")), "base64"))) {
    throw new Error("the headers are other ones");
  }
  return { domain, selector, headers: names };
}

function fieldsOf(head: string): Field[] {
  return head
    .split(/\r\n(?![ \t])/)
    .map((whole) => ({ name: whole.slice(0, whole.indexOf(":")).trim().toLowerCase(), whole }));
}

/** `a=b; c=d`, each name once. */
function tagsOf(list: string): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of list.split(";")) {
    if (part.trim() === "") continue;
    const at = part.indexOf("=");
    const name = part.slice(0, at).trim();
    if (tags.has(name)) throw new Error(`two tags ${name}`);
    tags.set(name, part.slice(at + 1).trim());
  }
  return tags;
}

const unspaced = (text = ""): string => text.replace(/\s/g, "");

/** RFC 6376 3.4.2. */
function relaxedField({ name, whole }: Field): string {
  const value = whole
    .slice(whole.indexOf(":") + 1)
    .replace(/\r\n/g, "")
    .replace(/[ \t]+/g, " ");
  return `${name}:${value.trim()}`;
}

/** RFC 6376 3.4.3. */
function simpleBody(body: string): string {
  return `${body.replace(/(\r\n)*$/, "")}\r\n`;
}

/** RFC 6376 3.4.4. */
function relaxedBody(body: string): string {
  const lines = body.split("\r\n").map((line) => line.replace(/[ \t]+/g, " ").replace(/ $/, ""));
  while (lines.at(-1) === "") lines.pop();
  return lines.map((line) => `${line}\r\n`).join("");
}
