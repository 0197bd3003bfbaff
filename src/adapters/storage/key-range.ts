/**
 * Owns keys in indexes: the range that holds every key with a given beginning, and what stands for a key that is too long
 * for an index (PostgreSQL takes 2,704 bytes in all; an attribute's value can have four times as many).
 */
import { createHash } from "node:crypto";

/** Code points of a key that an index keeps; at four bytes each they leave room for the other columns. */
const INDEXED = 512;

/**
 * The smallest text above every text that begins with `prefix`, in the order of code points, which is the byte order of
 * UTF-8; undefined when there is none.
 */
export function successor(prefix: string): string | undefined {
  const points = Array.from(prefix, (character) => wellFormed(character.codePointAt(0)!));
  while (points.length > 0) {
    const last = points.pop()!;
    if (last === 0x10ffff) continue;
    // U+D800 to U+DFFF are no characters.
    points.push(last === 0xd7ff ? 0xe000 : last + 1);
    return points.map((point) => String.fromCodePoint(point)).join("");
  }
  return undefined;
}

function wellFormed(point: number): number {
  return point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
}

/** The beginning of a key, as far as an ordered index keeps it. */
export function indexedPart(key: string): string {
  if (key.length <= INDEXED) return key;
  return Array.from(key.slice(0, INDEXED * 2))
    .slice(0, INDEXED)
    .join("");
}

/** Stands for a key in an index of equality: the key itself, or its beginning and a digest, which no short key equals. */
export function uniqueKey(key: string): string {
  const part = indexedPart(key);
  return part.length === key.length ? key : part + createHash("sha256").update(key).digest("hex");
}
