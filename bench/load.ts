/** Lets callers do an operation again and again, and says what that took of the server. */

import type { Measured } from "./operations.js";
import type { RunningServer } from "./running-server.js";
import { measureR, median, percentile } from "./unit.js";

/** One batch, or the middle of several. */
export interface Cost {
  /** Processor time of the server per operation, in R, and in microseconds. */
  readonly r: number;
  readonly micros: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** What is done in a batch. */
export interface Batch {
  readonly server: RunningServer;
  readonly measured: Measured;
  readonly times: number;
  /** Repetitions before the first batch, until the compiler has seen what there is to see; not counted. */
  readonly warmUp: number;
  readonly callers: number;
}

/** Runs one batch, with R measured before and after it. */
async function runBatch(batch: Batch, from: number): Promise<Cost & { readonly waits: readonly number[] }> {
  const { server, measured, times, callers } = batch;
  const rBefore = await measureR();
  const before = await server.ask("usage");
  const startedAt = performance.now();
  const waits = await repeat(measured, from, times, callers);
  const seconds = (performance.now() - startedAt) / 1000;
  const after = await server.ask("usage");
  const r = (rBefore + (await measureR())) / 2;
  const micros = (after.cpuMicros - before.cpuMicros) / times;
  return {
    r: micros / r,
    micros,
    perSecond: times / seconds,
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    waits,
  };
}

/**
 * Measures several batches in turns, round after round, so that whatever else the machine does meets all of them.
 */
export async function compare<K extends string>(
  batches: Readonly<Record<K, Batch>>,
  rounds: number,
): Promise<Record<K, Cost>> {
  const keys = Object.keys(batches) as K[];
  const done = new Map<K, (Cost & { readonly waits: readonly number[] })[]>(keys.map((key) => [key, []]));
  for (const key of keys) {
    const { measured, warmUp, callers } = batches[key];
    await repeat(measured, 0, warmUp, callers);
  }
  for (let round = 0; round < rounds; round++) {
    for (const key of keys) {
      const batch = batches[key];
      done.get(key)!.push(await runBatch(batch, batch.warmUp + round * batch.times));
    }
  }
  return Object.fromEntries(
    keys.map((key) => {
      const costs = done.get(key)!;
      const middle = (member: "r" | "micros" | "perSecond") => median(costs.map((cost) => cost[member]));
      const waits = costs.flatMap((cost) => cost.waits);
      const cost: Cost = {
        r: middle("r"),
        micros: middle("micros"),
        perSecond: middle("perSecond"),
        p50: percentile(waits, 0.5),
        p99: percentile(waits, 0.99),
      };
      return [key, cost];
    }),
  ) as Record<K, Cost>;
}

/** Does an operation so many times with so many callers; answers the waits. */
export async function repeat(measured: Measured, from: number, times: number, callers: number): Promise<number[]> {
  const waits: number[] = [];
  let next = from;
  const call = async () => {
    while (next < from + times) waits.push(await measured.run(next++));
  };
  await Promise.all(Array.from({ length: callers }, call));
  return waits;
}
