/**
 * Owns the rhythm of work that goes on in the background: it looks for something to do when it starts, then round by round,
 * sooner when it is nudged, and never twice at a time. What there is to do is not its business.
 */
import { AsyncResource } from "node:async_hooks";

export interface Rounds {
  /** Begins, once. */
  start(): void;
  /** There may be something to do: look soon, not at the next round. */
  nudge(): void;
  /** Whether it began and has not ended; whoever looks stops when it has. */
  isOpen(): boolean;
  /** Ends, and waits for the look that is underway. */
  close(): Promise<void>;
}

/** From a nudge to a look: whoever nudges has yet to commit. */
const soonMs = 20;

/** Makes it. `look` says in how many milliseconds it wants to be asked again; nothing means after a round. */
export function createRounds(needs: {
  readonly roundMs: number;
  readonly look: () => Promise<number | undefined>;
  readonly failed: (error: unknown) => void;
}): Rounds {
  const { roundMs, failed } = needs;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  let state: "new" | "open" | "closed" = "new";

  // Whoever nudges is inside a transaction, and what it starts would count as part of that.
  const look = AsyncResource.bind((): void => {
    timer = undefined;
    looking ??= needs
      .look()
      .catch((error: unknown) => {
        failed(error);
        return undefined;
      })
      .then((wait) => {
        looking = undefined;
        lookIn(wait ?? roundMs);
      });
  });

  function lookIn(wait: number): void {
    if (state !== "open") return;
    clearTimeout(timer);
    timer = setTimeout(look, wait);
    timer.unref();
  }

  return {
    start() {
      if (state !== "new") return;
      state = "open";
      lookIn(0);
    },
    nudge() {
      if (looking === undefined) lookIn(soonMs);
    },
    isOpen: () => state === "open",
    async close() {
      state = "closed";
      clearTimeout(timer);
      await looking;
    },
  };
}

/** Waits for what is underway, but not for ever. */
export async function settledWithin(underway: Iterable<Promise<void>>, patienceMs: number): Promise<void> {
  let parting: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    parting = setTimeout(resolve, patienceMs);
  });
  await Promise.race([Promise.all(underway), patience]);
  clearTimeout(parting);
}
