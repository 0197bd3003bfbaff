/** Owns recording sign-ins, sign-ups and recoveries, in the transaction of the change they describe. */
import type { AuthEvent, EventOrigin } from "../../domain/auth-event.js";
import type { LocateAddress } from "../../ports/address-places.js";
import type { Clock } from "../../ports/clock.js";
import type { Random } from "../../ports/random.js";
import type { Tables } from "../../ports/store.js";
import type { LogEntryBook, LogEntryTables } from "./log-entries.js";

export type { EventOrigin } from "../../domain/auth-event.js";

export interface AuthEventLog {
  /**
   * Records one event; without `eventId` it gets one of its own. One that threat protection has assessed stands over the
   * one of the same id: a sign-in is one event, from its first step to its end. What is recorded of nobody, who only has to
   * look like somebody (T-02), can never be asked for and is swept away within the hour: strangers must not fill the store.
   */
  record(
    tx: Pick<Tables, "authEvents"> & LogEntryTables,
    event: Pick<AuthEvent, "poolId" | "sub" | "type" | "response" | "clientId"> &
      Partial<Pick<AuthEvent, "eventId" | "challenges" | "risk">> & { readonly ofNobody?: boolean | undefined },
    origin: EventOrigin,
  ): Promise<void>;
}

/** So much older than it is looks an event of nobody. Events are kept for two years. */
const keptMs = (2 * 365 * 24 - 1) * 60 * 60 * 1000;

/** Makes the log of auth events. */
export function createAuthEventLog(needs: {
  readonly clock: Clock;
  readonly random: Random;
  /** Tells the events to whom a pool wants them told. */
  readonly logEntries?: Pick<LogEntryBook, "authEvent"> | undefined;
  readonly locate?: LocateAddress | undefined;
}): AuthEventLog {
  const { clock, random, logEntries, locate } = needs;
  return {
    async record(tx, { ofNobody, ...event }, origin) {
      const place = locate?.(origin.ipAddress);
      const context = place === undefined ? origin.context : { ...origin.context, ...place };
      const row: AuthEvent = {
        ...event,
        eventId: event.eventId ?? random.uuid(),
        challenges: event.challenges ?? [],
        ipAddress: origin.ipAddress,
        userAgent: origin.userAgent.slice(0, 512),
        at: ofNobody ? clock.now() - keptMs : clock.now(),
        ...(context === undefined ? {} : { context }),
      };
      await (row.risk === undefined ? tx.authEvents.insert(row) : tx.authEvents.put(row));
      await logEntries?.authEvent(tx, row);
    },
  };
}
