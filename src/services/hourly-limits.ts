/** Owns counting what one user may do per hour; the figures are `domain/attempt-limits.ts`. */
import { type LimitedAction, limitPerHour } from "../domain/attempt-limits.js";
import { LimitExceededException } from "../model/generated/exceptions.js";
import type { Clock } from "../ports/clock.js";
import type { Store } from "../ports/store.js";

const hourMs = 3_600_000;

export interface HourlyLimits {
  /**
   * Counts one attempt, before anything else is checked so that parallel attempts count (T-09). LimitExceededException
   * beyond the limit. `who` is the user's sub, or the canonical typed name where no user was found.
   */
  spend(action: LimitedAction, poolId: string, who: string): Promise<void>;
}

/** Makes the counting of hourly limits. */
export function createHourlyLimits({ store, clock }: { store: Store; clock: Clock }): HourlyLimits {
  return {
    async spend(action, poolId, who) {
      const count = await store.attempts.hit(`${action} ${poolId} ${who}`, clock.now(), hourMs);
      if (count > limitPerHour[action]) {
        throw new LimitExceededException("Attempt limit exceeded, please try after some time.");
      }
    },
  };
}
