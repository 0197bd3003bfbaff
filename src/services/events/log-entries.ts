/**
 * Owns what becomes a line of a pool's exported logs: events of users, in the transaction that records them, and messages
 * that were not delivered. Which logs a pool wants is remembered for a second, so that a pool without log delivery costs
 * its sign-ins nothing. Bringing lines to their destination is `log-courier.ts`.
 */
import type { AuthEvent } from "../../domain/auth-event.js";
import { destinationInForce, type LogDelivery } from "../../domain/log/log-delivery.js";
import { authEventLine, type FailedDelivery, failedMessageLine, type LogEntry } from "../../domain/log/log-entry.js";
import type { Message } from "../../domain/message.js";
import type { EventSourceName, LogConfigurationType } from "../../model/generated/types.js";
import type { Clock } from "../../ports/clock.js";
import type { LogSinks } from "../../ports/log-sinks.js";
import type { Logger } from "../../ports/logger.js";
import type { Random } from "../../ports/random.js";
import type { Tables } from "../../ports/store.js";

/** What writing a line reads and writes. */
export type LogEntryTables = Pick<Tables, "userPools" | "poolSettings" | "users" | "logEntries">;

export interface LogEntryBook {
  /** Writes the line of an event, if its pool wants it, in the transaction that records the event. */
  authEvent(tx: LogEntryTables, event: AuthEvent): Promise<void>;
  /** Writes the line of a message that was not delivered, if its pool wants it: of its first failure and of its end. */
  failedMessage(message: Message, failure: FailedDelivery): Promise<void>;
  /** To be told after a pool's configuration has changed: it counts at once, and what nothing serves is said in the log. */
  configured(userPoolId: string, accountId: string, configurations: readonly LogConfigurationType[]): Promise<void>;
}

/** How old a remembered configuration may be, as that of sign-ins. */
const rememberedMs = 1_000;
/** Pools that are remembered. */
const mostRemembered = 10_000;
/** Five digits of base 36: as many lines may share a millisecond, or a clock that stands still. */
const countLimit = 36 ** 5;

interface Wanted {
  readonly until: number;
  readonly sources: ReadonlySet<EventSourceName>;
}

const base36 = (value: number, digits: number): string => value.toString(36).padStart(digits, "0");

/** Makes the book of lines. `clock` is that of the events; `machineClock` says how old a remembered configuration is. */
export function createLogEntryBook(needs: {
  readonly store: LogEntryTables;
  readonly clock: Clock;
  readonly machineClock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly sinks: LogSinks;
  /** The id of the request that is being served. */
  readonly requestId: () => string | undefined;
}): LogEntryBook {
  const { store, clock, machineClock, random, logger, sinks, requestId } = needs;
  const remembered = new Map<string, Wanted>();
  let written = 0;

  async function wants(tables: LogEntryTables, userPoolId: string, source: EventSourceName): Promise<boolean> {
    const now = machineClock.now();
    const known = remembered.get(userPoolId);
    if (known !== undefined && now < known.until) return known.sources.has(source);
    const sources = await wantedSources(tables, userPoolId);
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(userPoolId, { until: now + rememberedMs, sources });
    return sources.has(source);
  }

  async function wantedSources(tables: LogEntryTables, userPoolId: string): Promise<Set<EventSourceName>> {
    const pool = await tables.userPools.get(userPoolId);
    if (pool === undefined) return new Set();
    const setting = await tables.poolSettings.get<LogDelivery>({
      poolId: userPoolId,
      kind: "log-delivery",
      id: userPoolId,
    });
    const isWanted = (source: EventSourceName): boolean => {
      const destination = destinationInForce(pool, setting?.document, source);
      return destination !== undefined && sinks.mayServe(destination.kind);
    };
    return new Set((["userAuthEvents", "userNotification"] as const).filter(isWanted));
  }

  function entryOf(userPoolId: string, source: EventSourceName, at: number, json: string): LogEntry {
    const id = `${base36(clock.now(), 9)}-${base36(written++ % countLimit, 5)}-${random.uuid()}`;
    return { id, userPoolId, source, at, json };
  }

  return {
    async authEvent(tx, event) {
      if (!(await wants(tx, event.poolId, "userAuthEvents"))) return;
      const user = await tx.users.getBySub(event.poolId, event.sub);
      const line = authEventLine(event, { userName: user?.username ?? "", requestId: requestId() ?? "" });
      const entry = entryOf(event.poolId, "userAuthEvents", event.at, line);
      // Nobody is told of users who do not exist, but pretending takes as long (T-02).
      await (user === undefined ? tx.logEntries.insertUnread(entry) : tx.logEntries.insert(entry));
    },
    async failedMessage(message, failure) {
      if (failure.attempt > 1 && !failure.isDead) return;
      if (!(await wants(store, message.userPoolId, "userNotification"))) return;
      const at = clock.now();
      const line = failedMessageLine(message, failure, at);
      await store.logEntries.insert(entryOf(message.userPoolId, "userNotification", at, line));
    },
    async configured(userPoolId, accountId, configurations) {
      remembered.delete(userPoolId);
      for (const configuration of configurations) {
        // Threat protection may be switched on later: whether anything serves the destination is a matter of its own.
        const settings = { UserPoolAddOns: { AdvancedSecurityMode: "AUDIT" } } as const;
        const destination = destinationInForce({ settings }, { configurations }, configuration.EventSource);
        if (destination === undefined || (await sinks.of(accountId, destination)) !== undefined) continue;
        logger.warn("log delivery is configured, but nothing here serves its destination: no log is delivered", {
          userPoolId,
          kind: configuration.EventSource,
          reason: destination.kind,
        });
      }
    },
  };
}
