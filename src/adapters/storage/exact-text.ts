/**
 * Owns that text comes back as it went in. PostgreSQL refuses the character U+0000 and the SQLite binding cuts the text
 * there, so that two different keys would be one. The escape keeps the order of texts: U+0000 becomes U+0001 U+0001,
 * U+0001 becomes U+0001 U+0002. Lone surrogates, which UTF-8 cannot carry, become U+FFFD on both databases.
 */

/** The text as it is stored. */
export function toStored(text: string): string {
  if (!text.includes("\u0000") && !text.includes("\u0001")) return text;
  return text.replaceAll("\u0001", "\u0001\u0002").replaceAll("\u0000", "\u0001\u0001");
}

/** The text that was stored. */
export function fromStored(text: string): string {
  if (!text.includes("\u0001")) return text;
  let exact = "";
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at]!;
    if (unit !== "\u0001") {
      exact += unit;
      continue;
    }
    at += 1;
    exact += text[at] === "\u0001" ? "\u0000" : "\u0001";
  }
  return exact;
}
