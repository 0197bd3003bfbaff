/** Owns recording sign-ins, sign-ups and recoveries, in the transaction of the change they describe. */
import type { AuthEvent } from "../domain/auth-event.js";
import type { Clock } from "../ports/clock.js";
import type { Random } from "../ports/random.js";
import type { Tables } from "../ports/store.js";

/** Where a request came from, as far as events remember it. */
export interface EventOrigin {
  readonly ipAddress: string;
  readonly userAgent: string;
}

export interface AuthEventLog {
  /** Records one event; without `eventId` it gets one of its own. */
  record(
    tx: Pick<Tables, "authEvents">,
    event: Pick<AuthEvent, "poolId" | "sub" | "type" | "response" | "clientId"> &
      Partial<Pick<AuthEvent, "eventId" | "challenges">>,
    origin: EventOrigin,
  ): Promise<void>;
}

/** Makes the log of auth events. */
export function createAuthEventLog({ clock, random }: { clock: Clock; random: Random }): AuthEventLog {
  return {
    async record(tx, event, origin) {
      await tx.authEvents.insert({
        ...event,
        eventId: event.eventId ?? random.uuid(),
        challenges: event.challenges ?? [],
        ipAddress: origin.ipAddress,
        userAgent: origin.userAgent.slice(0, 512),
        at: clock.now(),
      });
    },
  };
}
