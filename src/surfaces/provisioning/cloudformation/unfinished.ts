/**
 * Looks for deployments that an earlier process, or another one, left unfinished, as long as nothing else has loaded what
 * carries them out. It owns when it looks; taking over is the engine's.
 */
import type { Clock } from "../../../ports/clock.js";
import type { Logger } from "../../../ports/logger.js";
import type { Store } from "../../../ports/store.js";

const lookEveryMs = 15_000;

/** A look-out that has begun. */
export interface LookOut {
  /** After the first look. */
  readonly begun: Promise<void>;
  end(): void;
}

/** What is looked through, and how. */
export interface LookOutNeeds {
  readonly store: Pick<Store, "stacks">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** No other process shares the store: what is unfinished at the start is ours. */
  readonly alone: boolean;
}

/** Calls `found` when there is something unfinished, now and from time to time, until it is ended. */
export function lookOut(needs: LookOutNeeds, found: () => Promise<unknown>): LookOut {
  const { store, clock, logger, alone } = needs;
  let isEnded = false;
  async function look(evenIfWorked: boolean): Promise<void> {
    try {
      const until = evenIfWorked ? Number.MAX_SAFE_INTEGER : clock.now();
      const [stackId] = await store.stacks.listAbandoned(until, 1);
      if (stackId !== undefined && !isEnded) await found();
    } catch (error) {
      if (!isEnded) logger.error("Unfinished deployments could not be looked for.", { error });
    }
  }
  const looking = setInterval(() => void look(false), lookEveryMs);
  looking.unref();
  return {
    begun: look(alone),
    end() {
      isEnded = true;
      clearInterval(looking);
    },
  };
}
