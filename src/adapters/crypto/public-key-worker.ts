/**
 * Entry of one worker thread that exponentiates. It owns the thread's side of the conversation with
 * `exponentiation-workers.ts`; the arithmetic is in `exponentiation.ts`. An entry of its own in the bundle.
 */
import { parentPort, workerData } from "node:worker_threads";
import { type Exponentiate, preparedStrategy, readyStrategy, type Strategy } from "./exponentiation.js";

/** What the thread is started with: whether it should take the seconds to build the constant-time strategy. */
export interface WorkerSettings {
  readonly prepared: boolean;
}

/** One exponentiation to do; the arrays are copies that own their memory. */
export interface WorkerJob {
  readonly id: number;
  readonly base: Uint8Array;
  readonly exponent: Uint8Array;
}

/** What the thread says: ready (or unable, if the prepared strategy does not work here), and the outcome of each job. */
export type WorkerReport =
  | { readonly kind: "ready"; readonly strategy: Strategy }
  | { readonly kind: "unable" }
  | { readonly kind: "done"; readonly id: number; readonly result: Uint8Array }
  | { readonly kind: "failed"; readonly id: number; readonly reason: string };

function report(message: WorkerReport): void {
  parentPort?.postMessage(message);
}

function answer(exponentiate: Exponentiate, job: WorkerJob): void {
  try {
    // A fresh array: a view into Node's buffer pool would send the whole pool along.
    report({ kind: "done", id: job.id, result: new Uint8Array(exponentiate(job.base, job.exponent)) });
  } catch (error) {
    report({ kind: "failed", id: job.id, reason: error instanceof Error ? error.message : String(error) });
  }
}

const chosen = (workerData as WorkerSettings).prepared ? preparedStrategy() : readyStrategy();
if (chosen === undefined) {
  report({ kind: "unable" });
} else {
  const { strategy, exponentiate } = chosen;
  parentPort?.on("message", (job: WorkerJob) => answer(exponentiate, job));
  report({ kind: "ready", strategy });
}
