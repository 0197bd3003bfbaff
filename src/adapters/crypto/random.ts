/** Randomness of the operating system through Node; it owns making digits and texts of bytes without bias. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Random } from "../../ports/random.js";

/** Largest bound that randomInt takes safely: ten to the fourteenth is below 2^48. */
const DIGITS_AT_ONCE = 14;

/** The system's randomness. */
export function systemRandom(): Random {
  return { bytes: (count) => randomBytes(count), uuid: () => randomUUID(), digits, text };
}

function digits(count: number): string {
  let result = "";
  while (result.length < count) {
    const size = Math.min(DIGITS_AT_ONCE, count - result.length);
    result += randomInt(10 ** size)
      .toString()
      .padStart(size, "0");
  }
  return result;
}

function text(alphabet: string, count: number): string {
  if (alphabet.length < 2 || alphabet.length > 256 || new Set(alphabet.split("")).size !== alphabet.length) {
    throw new RangeError("An alphabet holds 2 to 256 distinct characters.");
  }
  // Bytes beyond the last whole multiple of the alphabet would favour its first characters: they are thrown away.
  const usable = 256 - (256 % alphabet.length);
  let result = "";
  while (result.length < count) {
    for (const byte of randomBytes(count - result.length + 8)) {
      if (byte < usable && result.length < count) result += alphabet[byte % alphabet.length];
    }
  }
  return result;
}
