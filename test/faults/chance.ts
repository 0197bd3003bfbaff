/** Chance that can be repeated: every fault test prints its seed, and FAULT_SEED=<number> plays it again. */

/** A stream of random numbers that its seed determines. */
export interface Chance {
  readonly seed: number;
  /** From 0 up to 1. */
  fraction(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(choices: readonly T[]): T;
  /** So many of them, each at most once. */
  some<T>(choices: readonly T[], count: number): T[];
}

/** The seed of this run. */
export function seedOfRun(): number {
  const given = Number(process.env["FAULT_SEED"]);
  return Number.isInteger(given) && given > 0 ? given : Math.floor(Math.random() * 2 ** 31) + 1;
}

/** Mulberry32: small, and good enough to choose moments and cases. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1));
  return {
    seed,
    fraction,
    between,
    pick: <T>(choices: readonly T[]): T => choices[between(0, choices.length - 1)] as T,
    some<T>(choices: readonly T[], count: number): T[] {
      const left = [...choices];
      const taken: T[] = [];
      while (taken.length < count && left.length > 0) taken.push(...left.splice(between(0, left.length - 1), 1));
      return taken;
    },
  };
}
