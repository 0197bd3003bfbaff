/** Owns how often and when the delivery of a message is tried again. */

const firstDelayMs = 1_000;
const longestDelayMs = 60 * 60 * 1_000;

/**
 * After so many attempts, nine to eighteen hours, a message is dead. A code has long been asked for again by then, but an
 * invitation is good for days, and a mail server may be out for a night.
 */
export const attemptsOfMessage = 30;

/**
 * How long to wait after the attempt of this number, ms: doubling from a second to an hour. `chance` in [0, 1) takes up
 * to a half off, so that messages that failed together do not come back together.
 */
export function delayAfter(attempt: number, chance: number): number {
  const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(delay * (1 - chance / 2));
}
