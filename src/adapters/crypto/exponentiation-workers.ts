/**
 * The worker threads that exponentiate: starting, feeding, replacing and ending them.
 * It owns which job goes to which thread and how many may wait; it knows nothing of what is computed.
 *
 * A thread starts with the strategy that is ready at once. Where that is only a bridge, a successor builds the
 * constant-time strategy in the background, one at a time, and then takes a predecessor's place.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { WorkQueueFull } from "../../ports/public-key-work.js";
import type { Strategy } from "./exponentiation.js";
import type { WorkerJob, WorkerReport, WorkerSettings } from "./public-key-worker.js";
import { smallHeap, sourceEntry, workerFile } from "./worker-entry.js";

/** How the threads are run; every member has a sensible default. */
export interface ExponentiationWorkersOptions {
  /** The worker's file: `.js` from a build or bundle, `.ts` when running from source. */
  readonly workerUrl?: URL;
  /** Threads; by default one per core, at most four. */
  readonly size?: number;
  /** Jobs that may wait before new ones are refused. */
  readonly maxWaiting?: number;
  /** Quiet time before successors are built, so that they do not compete with the first requests. */
  readonly prepareAfterMs?: number;
  /** Told once about each thing an operator should know. */
  readonly warn?: (message: string) => void;
}

/** What the threads are doing, for readiness and metrics. */
export interface ExponentiationStatus {
  /** The slowest or least preferred strategy in use; undefined while no thread has started. */
  readonly strategy: Strategy | undefined;
  readonly workers: number;
  readonly waiting: number;
}

interface Pending {
  readonly job: WorkerJob;
  readonly resolve: (result: Buffer) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly prepared: boolean;
  readonly running: Map<number, Pending>;
  strategy: Strategy | undefined;
  leaving: boolean;
  failure: Error | undefined;
}

/** A second job lies ready in each thread, so that it never waits for the event loop. */
const JOBS_PER_THREAD = 2;

/** Starts that may fail in a row before waiting jobs are given up. */
const MAX_FAILED_STARTS = 3;

const PREFERENCE: readonly Strategy[] = ["diffie-hellman-2", "diffie-hellman-5", "rsa", "bigint"];

export class ExponentiationWorkers {
  readonly #workerUrl: URL;
  readonly #size: number;
  readonly #maxWaiting: number;
  readonly #prepareAfterMs: number;
  readonly #warn: (message: string) => void;
  readonly #threads = new Set<Thread>();
  readonly #waiting: Pending[] = [];
  #nextId = 1;
  #unfinished = 0;
  #failedStarts = 0;
  #warnedSlow = false;
  #preparable = true;
  #prepareTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: ExponentiationWorkersOptions = {}) {
    this.#workerUrl = options.workerUrl ?? workerFile("public-key-worker");
    this.#size = options.size ?? Math.max(1, Math.min(4, availableParallelism()));
    this.#maxWaiting = options.maxWaiting ?? 512;
    this.#prepareAfterMs = options.prepareAfterMs ?? 5_000;
    this.#warn = options.warn ?? (() => {});
  }

  /** Starts all threads without waiting for them; otherwise the first jobs start them. */
  start(): void {
    while (!this.#closed && this.#serving().length < this.#size) this.#spawn(false);
  }

  /** base^exponent mod N; the arguments as `Exponentiate` wants them. */
  run(base: Buffer, exponent: Buffer): Promise<Buffer> {
    if (this.#closed) return Promise.reject(new Error("The public-key workers are closed."));
    if (this.#waiting.length >= this.#maxWaiting) return Promise.reject(new WorkQueueFull(this.#waiting.length));
    return new Promise((resolve, reject) => {
      const job = { id: this.#nextId++, base: new Uint8Array(base), exponent: new Uint8Array(exponent) };
      this.#waiting.push({ job, resolve, reject });
      this.#unfinished += 1;
      if (this.#unfinished === 1) for (const thread of this.#threads) thread.worker.ref();
      this.#feed();
    });
  }

  status(): ExponentiationStatus {
    const inUse = this.#serving().map((thread) => thread.strategy);
    const strategy = PREFERENCE.findLast((candidate) => inUse.includes(candidate));
    return { strategy, workers: this.#threads.size, waiting: this.#waiting.length };
  }

  /** Ends all threads; whatever is unfinished is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#prepareTimer);
    this.#abandonWaiting(new Error("The public-key workers were closed."));
    await Promise.all([...this.#threads].map((thread) => thread.worker.terminate()));
  }

  #serving(): Thread[] {
    return [...this.#threads].filter(
      (thread) => !thread.leaving && !(thread.prepared && thread.strategy === undefined),
    );
  }

  #feed(): void {
    while (this.#waiting.length > 0) {
      const idlest = this.#serving()
        .filter((thread) => thread.strategy !== undefined && thread.running.size < JOBS_PER_THREAD)
        .sort((a, b) => a.running.size - b.running.size)[0];
      if (idlest === undefined) break;
      const pending = this.#waiting.shift();
      if (pending === undefined) break;
      idlest.running.set(pending.job.id, pending);
      idlest.worker.postMessage(pending.job);
    }
    let starting = this.#serving().filter((thread) => thread.strategy === undefined).length;
    // Where threads fail to start but one serves, the one goes on alone.
    const mayStart = !this.#closed && this.#failedStarts < MAX_FAILED_STARTS;
    while (mayStart && this.#serving().length < this.#size && starting < this.#waiting.length) {
      this.#spawn(false);
      starting += 1;
    }
  }

  #spawn(prepared: boolean): void {
    const settings: WorkerSettings = { prepared };
    const isSource = this.#workerUrl.pathname.endsWith(".ts");
    const worker = new Worker(isSource ? sourceEntry(this.#workerUrl) : this.#workerUrl, {
      name: "public-key-worker",
      workerData: settings,
      execArgv: [],
      ...(isSource ? {} : smallHeap),
    });
    const thread: Thread = {
      worker,
      prepared,
      running: new Map(),
      strategy: undefined,
      leaving: false,
      failure: undefined,
    };
    this.#threads.add(thread);
    worker.on("message", (message: WorkerReport) => this.#hear(thread, message));
    worker.on("error", (error: Error) => {
      thread.failure = error;
    });
    worker.on("messageerror", () => void worker.terminate());
    worker.on("exit", (code) => this.#bury(thread, code));
    // Idle threads do not keep the process alive; somebody's unfinished job does. Listening for messages refs the
    // thread again, so this comes last.
    if (this.#unfinished === 0) worker.unref();
  }

  #hear(thread: Thread, message: WorkerReport): void {
    if (message.kind === "ready") {
      this.#welcome(thread, message.strategy);
      return;
    }
    if (message.kind === "unable") {
      this.#preparable = false;
      this.#dismiss(thread);
      this.#warn(
        "The constant-time exponentiation does not work on this version of Node; the RSA operation stays in use.",
      );
      return;
    }
    const pending = thread.running.get(message.id);
    if (pending === undefined) return;
    thread.running.delete(message.id);
    if (message.kind === "done") pending.resolve(Buffer.from(message.result.buffer));
    else pending.reject(new Error(`The exponentiation failed: ${message.reason}`));
    this.#finished();
    if (thread.leaving && thread.running.size === 0) void thread.worker.terminate();
    this.#feed();
  }

  #welcome(thread: Thread, strategy: Strategy): void {
    thread.strategy = strategy;
    this.#failedStarts = 0;
    if (strategy === "bigint" && !this.#warnedSlow) {
      this.#warnedSlow = true;
      this.#warn(
        "No native exponentiation passes its self-test on this version of Node: sign-ins take ten times as long.",
      );
    }
    if (thread.prepared) {
      const predecessor = this.#serving().find((other) => other.strategy === "rsa");
      if (predecessor !== undefined) this.#dismiss(predecessor);
    }
    this.#scheduleSuccessor(thread.prepared ? 0 : this.#prepareAfterMs);
    this.#feed();
  }

  #scheduleSuccessor(delayMs: number): void {
    if (!this.#preparable || this.#closed || this.#prepareTimer !== undefined) return;
    const threads = [...this.#threads];
    const building = threads.some((thread) => thread.prepared && thread.strategy === undefined);
    if (building || !threads.some((thread) => thread.strategy === "rsa" && !thread.leaving)) return;
    this.#prepareTimer = setTimeout(() => {
      this.#prepareTimer = undefined;
      this.#spawn(true);
    }, delayMs).unref();
  }

  #dismiss(thread: Thread): void {
    thread.leaving = true;
    if (thread.running.size === 0) void thread.worker.terminate();
  }

  /** A thread is gone: if nobody sent it away, its jobs are lost and say so, and waiting jobs get a new thread. */
  #bury(thread: Thread, code: number): void {
    this.#threads.delete(thread);
    const expected = this.#closed || thread.leaving;
    const reason = new Error(`A public-key worker ended with code ${code}.`, { cause: thread.failure });
    for (const pending of thread.running.values()) {
      pending.reject(reason);
      this.#finished();
    }
    thread.running.clear();
    if (expected) return;
    this.#warn(`A public-key worker ended with code ${code}: ${thread.failure?.message ?? "no reason given"}`);
    if (thread.prepared && thread.strategy === undefined) {
      this.#preparable = false;
      return;
    }
    if (thread.strategy === undefined) this.#failedStarts += 1;
    if (this.#failedStarts >= MAX_FAILED_STARTS && this.#serving().length === 0) {
      this.#failedStarts = 0;
      this.#abandonWaiting(reason);
    }
    this.#feed();
  }

  #abandonWaiting(reason: Error): void {
    for (const pending of this.#waiting.splice(0)) {
      pending.reject(reason);
      this.#finished();
    }
  }

  #finished(): void {
    this.#unfinished -= 1;
    if (this.#unfinished === 0) for (const thread of this.#threads) thread.worker.unref();
  }
}
