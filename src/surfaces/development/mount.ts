/** Owns binding the development routes to the inbox, the clock and the store of the server they are mounted in. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Message } from "../../domain/message.js";
import type { PathRoute } from "../protocols/http.js";
import { type DevelopmentNeeds, developmentRoutes } from "./development.js";
import type { InboxNeeds, MessageFilter } from "./inbox-routes.js";

/** How often a waiting request looks for a new message, ms. */
const lookEveryMs = 40;

/** The routes below `/_poolhouse`. */
export function mountDevelopment(needs: {
  readonly inbox: Omit<InboxNeeds, "messages"> & { messages(filter: MessageFilter): Promise<readonly Message[]> };
  readonly authEvents: DevelopmentNeeds["authEvents"];
  readonly clock: DevelopmentNeeds["clock"];
  readonly reset: () => Promise<void>;
  /** Whether the server is ending: who waits for a message is answered at once then. */
  readonly isClosing: () => boolean;
}): readonly PathRoute[] {
  const { inbox, authEvents, clock, reset, isClosing } = needs;
  return developmentRoutes({
    authEvents,
    clock,
    reset,
    inbox: {
      ...inbox,
      async messages({ waitMs, ...filter }) {
        // Counted in steps of real time: a test that stops the clock still waits no longer than it asked for.
        for (let waited = 0; ; waited += lookEveryMs) {
          const found = await inbox.messages(filter);
          if (found.length > 0 || waited >= waitMs || isClosing()) return found;
          await sleep(Math.min(lookEveryMs, waitMs - waited));
        }
      },
    },
  });
}
