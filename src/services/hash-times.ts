/**
 * Owns hiding whose password is still an imported hash (T-02): hashes take far longer than verifiers, so in a pool where
 * some were computed every other wrong password is answered after as long a time as one of them took. What is left: until
 * a server has computed the first hash of a pool it knows no times of it, and hashes of unlike cost differ from each other.
 */
import { setTimeout as sleep } from "node:timers/promises";

export interface HashTimes {
  /** A hash of the pool took this long. */
  note(poolId: string, tookMs: number): void;
  /** Waits as long as one of the last hashes of the pool took; not at all where none was computed. */
  waitLike(poolId: string): Promise<void>;
}

/** Last times that are kept of a pool, and pools that times are kept of. */
const timesOfPool = 32;
const poolsKept = 1_000;
/** A jam is not acted again in full. */
const longestMs = 2_000;

interface Times {
  readonly last: number[];
  /** Where the next one is written, and where the next one is read: each stands for one wrong password. */
  noted: number;
  taken: number;
}

/** Makes the memory of one server. */
export function createHashTimes(): HashTimes {
  const pools = new Map<string, Times>();
  return {
    note(poolId, tookMs) {
      const times = pools.get(poolId) ?? { last: [], noted: 0, taken: 0 };
      times.last[times.noted++ % timesOfPool] = Math.min(tookMs, longestMs);
      pools.set(poolId, times);
      if (pools.size > poolsKept) pools.delete(pools.keys().next().value!);
    },

    async waitLike(poolId) {
      const times = pools.get(poolId);
      if (times !== undefined) await sleep(times.last[times.taken++ % times.last.length]);
    },
  };
}
