/**
 * Owns addresses as they stand in a mail's header: which texts are one, and how one is written. Nothing that could end a
 * header line or begin a second address passes (T-40).
 */

/** An address, and the name that is shown for it. */
export interface MailAddress {
  readonly name?: string | undefined;
  readonly address: string;
}

/** Longest address that a mail server must take (RFC 5321), and longest header line (RFC 5322). */
const longestAddress = 320;
const longestText = 998;

/** Whether a text is one bare address, without anything that means something else in a header. */
export function isBareAddress(text: string): boolean {
  if (text.length > longestAddress) return false;
  const [local, domain, ...more] = text.split("@");
  if (!local || !domain || more.length > 0) return false;
  return !/[\s\p{Cc}\u2028\u2029<>()[\]:;,\\"]/u.test(text);
}

/** `a@b`, `Name <a@b>` or `"Name, of some kind" <a@b>`; undefined for anything else. */
export function parseMailAddress(given: string): MailAddress | undefined {
  const text = given.trim();
  if (text.length > longestText || /[\p{Cc}\u2028\u2029]/u.test(text)) return undefined;
  const open = text.endsWith(">") ? text.lastIndexOf("<") : -1;
  if (open < 0) return isBareAddress(text) ? { address: text } : undefined;
  const address = text.slice(open + 1, -1).trim();
  const name = unquoted(text.slice(0, open).trim());
  if (name === undefined || !isBareAddress(address)) return undefined;
  return name === "" ? { address } : { name, address };
}

/** How an address stands in a header: names beyond ASCII as encoded words (RFC 2047), all others in quotes. */
export function writeMailAddress({ name, address }: MailAddress): string {
  if (name === undefined) return address;
  if (/^[ -~]*$/.test(name)) return `"${name.replaceAll(/["\\]/g, "\\$&")}" <${address}>`;
  return `${encodedWords(name).join(" ")} <${address}>`;
}

function unquoted(name: string): string | undefined {
  const inQuotes = name.length > 1 && name.startsWith('"') && name.endsWith('"');
  if (!inQuotes) return /[()<>[\]:;@\\,."]/.test(name) ? undefined : name;
  const inner = name.slice(1, -1);
  return /["\\]/.test(inner.replaceAll(/\\./g, "")) ? undefined : inner.replaceAll(/\\(.)/g, "$1");
}

/** An encoded word has 75 characters at most, and none ends within a character. */
function encodedWords(name: string): string[] {
  const pieces: string[] = [""];
  for (const character of name) {
    const longer = `${pieces.at(-1)}${character}`;
    if (Buffer.byteLength(longer) <= 45) pieces[pieces.length - 1] = longer;
    else pieces.push(character);
  }
  return pieces.map((piece) => `=?UTF-8?B?${Buffer.from(piece).toString("base64")}?=`);
}
