/**
 * The worker threads that compute password hashes of other directories. It owns which thread has which job, how many may
 * wait, and that threads which have nothing to do are ended, with the memory that the hashes took.
 */
import { Worker } from "node:worker_threads";
import type { ImportedHash } from "../../domain/password/imported-hash.js";
import type { Clock } from "../../ports/clock.js";
import type { HashVerdict, PasswordHashWork } from "../../ports/password-hash-work.js";
import { WorkQueueFull } from "../../ports/public-key-work.js";
import type { HashJob, HashReport } from "./password-hash-worker.js";
import { smallHeap, sourceEntry, workerFile } from "./worker-entry.js";

/** How the threads are run; every member has a sensible default. */
export interface PasswordHashWorkOptions {
  /** Threads. Each may take as much memory as the dearest hash. */
  readonly size?: number;
  /** Jobs that may wait before new ones are refused. */
  readonly maxWaiting?: number;
  /** How long a thread waits for its next job before it is ended. */
  readonly idleMs?: number;
  /** Times the comparisons; not to be one that tests move. */
  readonly clock: Pick<Clock, "monotonic">;
}

interface Pending {
  readonly job: HashJob;
  readonly askedAt: number;
  readonly resolve: (verdict: HashVerdict) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  pending: Pending | undefined;
  idling: NodeJS.Timeout | undefined;
}

/** Comparison of passwords in threads of this process; the first one starts them. */
export function createPasswordHashWork(options: PasswordHashWorkOptions): PasswordHashWork {
  const { size = 2, maxWaiting = 64, idleMs = 30_000, clock } = options;
  const threads = new Set<Thread>();
  const waiting: Pending[] = [];
  let closed = false;

  function feed(): void {
    while (waiting.length > 0) {
      const thread =
        [...threads].find((one) => one.pending === undefined) ?? (threads.size < size ? start() : undefined);
      if (thread === undefined) return;
      clearTimeout(thread.idling);
      const pending = waiting.shift()!;
      thread.pending = pending;
      thread.worker.ref();
      thread.worker.postMessage(pending.job);
    }
  }

  function start(): Thread {
    const file = workerFile("password-hash-worker");
    const isSource = file.pathname.endsWith(".ts");
    const worker = new Worker(isSource ? sourceEntry(file) : file, {
      name: "password-hash-worker",
      execArgv: [],
      ...(isSource ? {} : smallHeap),
    });
    const thread: Thread = { worker, pending: undefined, idling: undefined };
    let failure: Error | undefined;
    threads.add(thread);
    worker.on("message", (report: HashReport) => hear(thread, report));
    worker.on("error", (error: Error) => {
      failure = error;
    });
    worker.on("exit", (code) => {
      threads.delete(thread);
      clearTimeout(thread.idling);
      const lost = new Error(`A password hash worker ended with code ${code}.`, { cause: failure });
      thread.pending?.reject(lost);
      if (!closed) feed();
    });
    return thread;
  }

  function hear(thread: Thread, report: HashReport): void {
    const { pending } = thread;
    if (pending === undefined) return;
    thread.pending = undefined;
    if (report.kind === "done")
      pending.resolve({ matches: report.matches, tookMs: clock.monotonic() - pending.askedAt });
    else pending.reject(new Error(`A password hash could not be computed: ${report.reason}`));
    // Neither a thread without work nor its end keeps the process alive.
    thread.worker.unref();
    thread.idling = setTimeout(() => {
      // Gets no job any more while it ends.
      threads.delete(thread);
      void thread.worker.terminate();
    }, idleMs).unref();
    feed();
  }

  return {
    verify(hash: ImportedHash, password: string) {
      if (closed) return Promise.reject(new Error("The password hash workers are closed."));
      if (waiting.length >= maxWaiting) return Promise.reject(new WorkQueueFull(waiting.length));
      return new Promise((resolve, reject) => {
        waiting.push({ job: { hash: copied(hash), password }, askedAt: clock.monotonic(), resolve, reject });
        feed();
      });
    },

    async close() {
      closed = true;
      for (const pending of waiting.splice(0)) pending.reject(new Error("The password hash workers were closed."));
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}

/** A message takes the whole memory that a buffer is a view of along: bytes are copied into their own. */
function copied(hash: ImportedHash): ImportedHash {
  const own = (bytes: Buffer) => Uint8Array.from(bytes) as Buffer;
  return { ...hash, salt: own(hash.salt), digest: own(hash.digest) };
}
