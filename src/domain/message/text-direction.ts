/**
 * Owns keeping a value's signs of direction (Unicode UAX 9) to itself: one that turns what follows would turn the sentence
 * around it, and have readers see a code or an address that is not there (T-40).
 */

/** Embeddings, overrides, isolates, and what ends them. */
const turning = /[\u202a-\u202e\u2066-\u2069]/;

const beginIsolate = "\u2068";
const endIsolate = "\u2069";

/** The value as it is; one that holds signs of direction stands in isolates that it cannot leave. */
export function heldIn(value: string): string {
  if (!turning.test(value)) return value;
  // As many more as the value could close by itself, and at the end one for each that is open by then.
  const closes = value.split(endIsolate).length - 1;
  const opens = value.split(/[\u2066-\u2068]/).length - 1;
  return `${beginIsolate.repeat(closes + 1)}${value}${endIsolate.repeat(closes + 1 + opens)}`;
}
