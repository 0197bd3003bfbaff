/**
 * Owns the watch over one rule of the store: inside a transaction only the handle passed in may be used. On SQLite the
 * outer store would wait for the very transaction that waits for it. The watch costs a little and is for tests and development.
 */
import { AsyncLocalStorage } from "node:async_hooks";

/** Runs work as inside a transaction, and refuses the outer store there. */
export interface NestingGuard {
  inside<T>(work: () => Promise<T>): Promise<T>;
  /** Throws inside a transaction. */
  refuse(): void;
}

/** A guard for one store; without `watch` it lets everything pass. */
export function nestingGuard(watch: boolean): NestingGuard {
  if (!watch) return { inside: (work) => work(), refuse: () => {} };
  const within = new AsyncLocalStorage<true>();
  return {
    inside: (work) => within.run(true, work),
    refuse() {
      if (within.getStore()) throw new Error("The store was used inside a transaction; use the handle passed in.");
    },
  };
}
