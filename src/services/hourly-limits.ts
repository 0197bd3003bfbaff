/** Owns counting what one user may do per hour; the figures are `domain/attempt-limits.ts`. */
import { ATTEMPT_WINDOW_MS, attemptKey, checkAttemptLimit, type LimitedOperation } from "../domain/attempt-limits.js";
import type { Clock } from "../ports/clock.js";
import type { Store } from "../ports/store.js";

export interface HourlyLimits {
  /**
   * Counts one attempt, before anything else is checked so that parallel attempts count (T-09). LimitExceededException
   * beyond the limit. `subject` is the user's sub, or the canonical typed name where no user was found.
   */
  spend(operation: LimitedOperation, poolId: string, subject: string): Promise<void>;
}

/** Makes the counting of hourly limits. */
export function createHourlyLimits({ store, clock }: { store: Store; clock: Clock }): HourlyLimits {
  return {
    async spend(operation, poolId, subject) {
      const count = await store.attempts.hit(attemptKey(operation, poolId, subject), clock.now(), ATTEMPT_WINDOW_MS);
      checkAttemptLimit(operation, count);
    },
  };
}
