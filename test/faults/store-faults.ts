/**
 * A store that dies between two writes: wraps the store of a running world so that the n-th write fails, before it is
 * made or after. Owns counting and failing only.
 */
import type { Store, Tables } from "../../src/ports/store.js";

/** What the injected failure says. */
const injected = "the disk is gone";

/** Methods of the ports that change nothing. */
const reading = /^(?:get|list|page|search|count|has|find|read|estimate)/;

/** A store whose writes are counted. */
export interface FaultyStore {
  /** Lets the write of this number (1 is the next one) fail, and every later one too, until `heal`. */
  breakAt(write: number): void;
  /** Lets the transaction be committed and then the answer be lost. */
  loseAnswer(): void;
  /** Writes that were tried since the last call of `breakAt`, `loseAnswer` or `heal`. */
  readonly writes: number;
  heal(): void;
}

/** Puts the faults into the store's own object, which every service holds. */
export function faulty(store: Store): FaultyStore {
  let writes = 0;
  let broken = Number.POSITIVE_INFINITY;
  let losing = false;
  const watched = (table: object): object =>
    new Proxy(table, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function" || typeof name !== "string" || reading.test(name)) {
          return typeof member === "function" ? member.bind(target) : member;
        }
        return async (...values: unknown[]) => {
          writes++;
          if (writes >= broken) throw new Error(injected);
          return member.apply(target, values);
        };
      },
    });
  const watchedTables = <T extends Tables>(tables: T): T =>
    Object.fromEntries(
      Object.entries(tables).map(([name, table]) => [name, typeof table === "object" ? watched(table) : table]),
    ) as T;

  const { transaction } = store;
  const changed: Record<string, unknown> = {
    ...watchedTables(store),
    async transaction(work: (tx: Tables) => Promise<unknown>) {
      const answer = await transaction.call(store, (tx) => work(watchedTables(tx)));
      if (losing) throw new Error(injected);
      return answer;
    },
  };
  Object.assign(store, changed);
  const start = (at: number, lose: boolean) => {
    writes = 0;
    broken = at;
    losing = lose;
  };
  return {
    breakAt: (write) => start(write, false),
    loseAnswer: () => start(Number.POSITIVE_INFINITY, true),
    heal: () => start(Number.POSITIVE_INFINITY, false),
    get writes() {
      return writes;
    },
  };
}
