/**
 * Giving an event to a function for somebody who waits until the function has it, and no longer. What the caller is told
 * has failed is never given after all; what the function has is the keeper's from then on.
 */
import type { EventAttempt, HeldEvent } from "../../ports/functions.js";
import type { Ending } from "./ending.js";
import type { Job } from "./function-process.js";

/** How the event is given, and to what end. */
export interface HandOver {
  readonly held: HeldEvent;
  /** How long the caller waits. */
  readonly patienceMs: number;
  /** It goes by a wire of somebody else's: what was sent cannot be taken back. */
  readonly isAway: boolean;
  perform(patience: Pick<Job, "patienceMs" | "onlyHandsOver" | "taken">): Promise<Ending>;
  /** How an attempt that ended so is told to the keeper. */
  attemptOf(ending: Ending): EventAttempt;
}

/** Resolves when the function has the event, or will not have it. */
export function handOver({ held, patienceMs, isAway, perform, attemptOf }: HandOver): Promise<Ending> {
  return new Promise((given, failed) => {
    let isTaken = false;
    const taken = (): void => {
      isTaken = true;
      given({ kind: "answered", body: "null" });
    };
    // Whoever is silent has it.
    const silence = isAway ? setTimeout(taken, patienceMs) : undefined;
    const patience = isAway
      ? { patienceMs: Number.POSITIVE_INFINITY }
      : { patienceMs, onlyHandsOver: true as const, taken };
    async function ended(ending: Ending): Promise<void> {
      clearTimeout(silence);
      // Gone before its caller is told.
      if (!isTaken) await held.drop();
      given(ending);
      if (isTaken) await held.ended(attemptOf(ending));
    }
    async function broken(error: unknown): Promise<never> {
      clearTimeout(silence);
      await (isTaken ? held.ended({ kind: "failed" }) : held.drop());
      throw error;
    }
    perform(patience).then(ended, broken).catch(failed);
  });
}
