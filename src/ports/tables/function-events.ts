/**
 * Port: asynchronous events of functions that wait or are underway, their bodies sealed at rest. An event has one runner
 * at a time. When it is due follows the clock of the server, which development may move; how long a claim holds follows
 * the machine's.
 */
import type { FunctionEvent } from "../../domain/function-event/function-event.js";
import type { Page, PageRequest } from "../store.js";

/** Who runs an event, and until when nobody else may. */
export interface EventClaim {
  readonly holder: string;
  /** By the machine's clock. */
  readonly until: number;
}

export interface FunctionEvents {
  /**
   * Stores an event that is due at once. With `room`, only while fewer events and bytes wait than that; false when it is
   * full. On several nodes, what comes at the same moment may exceed it. With `claim` it is its holder's from the start.
   */
  insert(
    event: FunctionEvent,
    options: {
      readonly room?: { readonly events: number; readonly bytes: number } | undefined;
      readonly claim?: EventClaim | undefined;
    },
  ): Promise<boolean>;
  /** The first function, in order of their names and behind `after`, that has an event due which nobody holds. */
  nextFunction(after: string, at: { readonly now: number; readonly machineNow: number }): Promise<string | undefined>;
  /** Takes events of a function that are due, longest due first. */
  claimDue(
    functionName: string,
    at: { readonly now: number; readonly machineNow: number },
    claim: EventClaim,
    limit: number,
  ): Promise<readonly FunctionEvent[]>;
  /** Prolongs all claims of a holder. */
  renew(claim: EventClaim): Promise<void>;
  /** Ends all claims of a holder. */
  releaseClaims(holder: string): Promise<void>;
  /** Ends everybody else's: for a server that knows itself to be the only one. */
  releaseOthers(holder: string): Promise<void>;
  /** Gives an event back, due again at `dueAt`. False when the claim is no longer this holder's. */
  postpone(
    id: string,
    holder: string,
    outcome: { readonly dueAt: number; readonly failures: number; readonly throttles: number },
  ): Promise<boolean>;
  /** Removes an event that is over. False when the claim is no longer this holder's. */
  delete(id: string, holder: string): Promise<boolean>;
  /** By id: for those who verify that all can be read. */
  page(request: PageRequest): Promise<Page<FunctionEvent>>;
}
