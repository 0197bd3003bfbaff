/** Owns binding the development routes to the store and the clock of the server they are mounted in. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "../../domain/message.js";
import type { Store } from "../../ports/store.js";
import type { PathRoute } from "../protocols/http.js";
import { type DevelopmentNeeds, developmentRoutes } from "./development.js";

/** How often a waiting request looks for a new message, ms. */
const lookEveryMs = 40;
/** Messages are read in batches of this size. */
const batch = 1_000;

/** The routes below `/_poolhouse`. */
export function mountDevelopment(needs: {
  store: Store;
  clock: DevelopmentNeeds["clock"] & { monotonic(): number };
}): readonly PathRoute[] {
  const { store, clock } = needs;

  const find = async (filter: { userPoolId?: string; to?: string }): Promise<readonly Message[]> => {
    const found: Message[] = [];
    for (let after: string | undefined; ; ) {
      const some = await store.messages.list({ userPoolId: filter.userPoolId, after, limit: batch });
      found.push(...some.filter((message) => filter.to === undefined || message.to === filter.to));
      if (some.length < batch) return found;
      after = some.at(-1)?.id;
    }
  };

  return developmentRoutes({
    clock,
    reset: () => store.clear(),
    async messages({ waitMs, ...filter }) {
      // Real time, not the server's: a test that stops the clock still waits no longer than it asked for.
      const until = performance.now() + waitMs;
      for (;;) {
        const found = await find(filter);
        if (found.length > 0 || performance.now() >= until) return found;
        await sleep(lookEveryMs);
      }
    },
  });
}
