/**
 * Owns asynchronous events of functions from when they are accepted until they are over: it keeps them in the store, claims
 * those that are due, gives each to its function by the port of functions, and sends the record of an event that is over
 * to its destination. An event is given at least once, and again where a function had it and nobody lived to write that
 * down; in no order. How a function is called is not its business.
 */
import { destinationRecord, type EventAnswer, isFunction } from "../domain/function-event/destination-record.js";
import { type EventCondition, isTooOld, stepAfter } from "../domain/function-event/event-course.js";
import {
  type EventSettings,
  type FunctionEvent,
  mostEventBytes,
  mostEvents,
  mostHops,
} from "../domain/function-event/function-event.js";
import type { Clock } from "../ports/clock.js";
import type { EventAttempt, EventKeeper, EventRunner, NewEvent } from "../ports/functions.js";
import type { Logger } from "../ports/logger.js";
import type { Random } from "../ports/random.js";
import type { Store } from "../ports/store.js";
import { createRounds, settledWithin } from "./rounds.js";

export interface FunctionEvents extends EventKeeper {
  /** Begins to run events, and goes on until `close`. */
  start(): void;
  /** Takes nothing new, waits for what is underway, but not for ever, and leaves the rest to the next server. */
  close(): Promise<void>;
}

/** Events of one function that are underway at the same time: as many as it has processes. */
const atOnceOfFunction = 4;
/** Events altogether, as many as there are processes. */
const atOnce = 32;
/** Longest time between two looks. */
const roundMs = 1_000;
/** How soon another server takes over from one that died: claims are prolonged for as long as their holder lives. */
const leaseMs = 60_000;
/** What is underway when the server closes has so long. */
const partingMs = 5_000;

/** How an event ended for whoever is told of it. */
interface Over {
  readonly condition: EventCondition;
  readonly failures: number;
  readonly answer?: EventAnswer | undefined;
}

/** Makes the keeper and runner of events. */
export function createFunctionEvents(needs: {
  readonly store: Pick<Store, "functionEvents" | "transaction">;
  readonly runner: EventRunner;
  /** What waits are counted by: where it is moved, events become due. */
  readonly clock: Pick<Clock, "now">;
  /** What claims are counted by. */
  readonly machineClock: Pick<Clock, "now">;
  readonly random: Random;
  readonly logger: Logger;
  /** Nobody else runs events of this store: claims found at the start are of a server that died. */
  readonly isAlone: boolean;
  readonly room?: { readonly events: number; readonly bytes: number };
}): FunctionEvents {
  const { store, runner, clock, machineClock, random, logger, isAlone } = needs;
  const room = needs.room ?? { events: mostEvents, bytes: mostEventBytes };
  const holder = random.uuid();
  const unrecorded = new Set<FunctionEvent>();
  const underway = new Map<string, { readonly functionName: string; readonly ended: Promise<void> }>();
  let isFresh = isAlone;
  let isStale = false;
  let hasParted = false;
  let renewedAt = 0;
  /** The function that was last looked at, so that none is always the last. */
  let cursor = "";

  const claimFromNow = () => ({ holder, until: machineClock.now() + leaseMs });
  const factsOf = ({ id, functionName }: NewEvent) => ({ function: shortName(functionName), requestId: id });

  /** Follows an event until `ended`; the next one may then take its place. */
  function follow(event: FunctionEvent, ended: Promise<void>): void {
    const followed = ended
      .catch((error: unknown) => {
        unrecorded.add(event);
        logger.error("the end of an asynchronous event could not be recorded", { requestId: event.id, error });
      })
      .finally(() => {
        underway.delete(event.id);
        wake();
      });
    underway.set(event.id, { functionName: event.functionName, ended: followed });
  }

  /** Gives back events whose end could not be recorded: they are given once more. */
  async function giveBack(): Promise<void> {
    for (const event of unrecorded) {
      const { id, failures, throttles } = event;
      await store.functionEvents.postpone(id, holder, { dueAt: clock.now(), failures, throttles });
      unrecorded.delete(event);
    }
  }

  async function run(event: FunctionEvent): Promise<void> {
    const { functionArn, settings } = await runner.settingsOf(event.functionName);
    if (isTooOld(event, settings, clock.now())) {
      await finish(event, functionArn, settings, { condition: "EventAgeExceeded", failures: event.failures });
      return;
    }
    await settle(event, await runner.attempt(event));
  }

  /** Records an attempt. What the owner of the function says counts as it is now. */
  async function settle(event: FunctionEvent, { kind, answer }: EventAttempt): Promise<void> {
    if (hasParted) return;
    const { functionArn, settings } = await runner.settingsOf(event.functionName);
    const step = stepAfter(event, settings, kind, clock.now());
    if (step.kind === "over") {
      await finish(event, functionArn, settings, { ...step, answer });
      return;
    }
    if (!(await store.functionEvents.postpone(event.id, holder, step))) return;
    const durationMs = step.dueAt - clock.now();
    logger.warn("an asynchronous event will be tried again", { ...factsOf(event), reason: kind, durationMs });
  }

  /** Removes an event and sends its record on, both or none. */
  async function finish(
    event: FunctionEvent,
    functionArn: string,
    settings: EventSettings,
    { condition, failures, answer }: Over,
  ): Promise<void> {
    const isSuccess = condition === "Success";
    const destination = isSuccess ? settings.onSuccess : settings.onFailure;
    const invocations = isSuccess ? failures + 1 : failures;
    const body = destinationRecord(event, { condition, functionArn, invocations, answer }, clock.now());
    const obstacle = destination === undefined ? undefined : obstacleOf(event, destination);
    const isOurs = await store.transaction(async (tx) => {
      if (!(await tx.functionEvents.delete(event.id, holder))) return false;
      if (destination === undefined || obstacle !== undefined) return true;
      // It takes the place of the one that leaves: there is always room.
      const record = { ...fresh({ id: random.uuid(), functionName: destination, body }), hops: event.hops + 1 };
      return tx.functionEvents.insert(record, {});
    });
    if (!isOurs) return;
    const facts = factsOf(event);
    if (!isSuccess) logger.warn("an asynchronous event was given up", { ...facts, reason: condition, count: failures });
    if (obstacle !== undefined) logger.warn("the record of an event was not sent on", { ...facts, reason: obstacle });
  }

  function fresh(event: NewEvent): FunctionEvent {
    return { ...event, acceptedAt: clock.now(), failures: 0, throttles: 0, hops: 0 };
  }

  const underwayOf = (functionName: string): number =>
    [...underway.values()].filter((one) => one.functionName === functionName).length;

  /** Function by function, so that none that is slow holds up the others. */
  async function claimSome(from: string): Promise<void> {
    for (let after = from; rounds.isOpen() && underway.size < atOnce; cursor = after) {
      const at = { now: clock.now(), machineNow: machineClock.now() };
      const functionName = await store.functionEvents.nextFunction(after, at);
      if (functionName === undefined) return;
      after = functionName;
      const free = Math.min(atOnceOfFunction - underwayOf(functionName), atOnce - underway.size);
      if (free <= 0) continue;
      for (const event of await store.functionEvents.claimDue(functionName, at, claimFromNow(), free)) {
        // One whose claim ran out while it is underway is ours again.
        if (!underway.has(event.id)) follow(event, run(event));
      }
    }
  }

  async function look(): Promise<number | undefined> {
    if (isFresh) await store.functionEvents.releaseOthers(holder);
    isFresh = false;
    if (underway.size > 0 && machineClock.now() - renewedAt > leaseMs / 4) {
      renewedAt = machineClock.now();
      await store.functionEvents.renew(claimFromNow());
    }
    await giveBack();
    do {
      isStale = false;
      await claimSome(cursor);
      await claimSome("");
    } while (isStale && rounds.isOpen());
    return undefined;
  }

  const rounds = createRounds({
    roundMs,
    look,
    failed: (error) => logger.error("asynchronous events could not be read", { error }),
  });

  /** There may be something to do; also for the look that is underway. */
  function wake(): void {
    isStale = true;
    rounds.nudge();
  }

  return {
    async accept(event) {
      const isAccepted = await store.functionEvents.insert(fresh(event), { room });
      if (isAccepted) wake();
      return isAccepted;
    },

    async hold(given) {
      const event = fresh(given);
      if (!(await store.functionEvents.insert(event, { room, claim: claimFromNow() }))) return undefined;
      let release = (_ended: Promise<void>): void => {};
      follow(
        event,
        new Promise<void>((resolve) => {
          release = resolve;
        }),
      );
      const drop = async () => void (await store.functionEvents.delete(event.id, holder));
      const ended = (work: Promise<void>): Promise<void> => {
        release(work);
        return work;
      };
      return { drop: () => ended(drop()), ended: (attempt) => ended(settle(event, attempt)) };
    },

    start: rounds.start,

    async close() {
      await rounds.close();
      await settledWithin(
        [...underway.values()].map(({ ended }) => ended),
        partingMs,
      );
      // What still runs ends with its process: whoever comes next begins anew with it.
      hasParted = true;
      await store.functionEvents.releaseClaims(holder);
    },
  };
}

/** Why a record cannot go to its destination. */
function obstacleOf(event: FunctionEvent, destination: string): string | undefined {
  if (!isFunction(destination)) return `nothing here serves ${destination.split(":", 3)[2]}`;
  return event.hops >= mostHops ? "its destinations lead in a circle" : undefined;
}

/** The name of a function in its ARN, for the log. */
function shortName(functionName: string): string {
  const parts = functionName.split(":");
  return (parts[0] === "arn" ? parts[6] : parts[0]) || functionName;
}
