/**
 * Owns telling whether a password is one of those that many people use, from a list of hash beginnings
 * (`generated/frequent-passwords.ts`). Capitals make no difference: they are the first thing that guessers try.
 */
import { createHash } from "node:crypto";

/** Bytes of each hash that are kept: by chance, one other password in twenty million looks like a common one. */
export const ENTRY_BYTES = 5;

/** No pool takes shorter passwords. */
export const SHORTEST = 6;

/** Whether the password is in the list. */
export function isFrequentPassword(password: string, list: Buffer): boolean {
  const wanted = createHash("sha256").update(password.toLowerCase(), "utf8").digest().subarray(0, ENTRY_BYTES);
  let low = 0;
  let high = list.length / ENTRY_BYTES;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = list.compare(wanted, 0, ENTRY_BYTES, middle * ENTRY_BYTES, (middle + 1) * ENTRY_BYTES);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}
