/**
 * One process of a function: started, given one event at a time through the Runtime API, and killed by its own id when it
 * overruns. It owns what may happen to an event in it, and the lines it writes. How many there are is `process-pool.ts`.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Clock } from "../../ports/clock.js";
import { openRuntimeApi, type RuntimeApi } from "./runtime-api.js";

/** How a process is started. */
export interface Launch {
  readonly command: string;
  readonly words: readonly string[];
  readonly folder: string;
  /** Its own folder, which goes with it. */
  readonly home: string;
  /** Everything it will find in its environment, but the address of its Runtime API. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One event and how long it may take. */
export interface Job {
  readonly requestId: string;
  /** Of the request to our API that led to it. */
  readonly apiRequestId?: string | undefined;
  /** JSON. */
  readonly body: string;
  readonly invokedArn: string;
  /** The function's own limit, from when it has the event. */
  readonly limitMs: number;
  /** How long the caller waits. */
  readonly patienceMs: number;
  /** He waits until the function has the event, and no longer. */
  readonly onlyHandsOver?: boolean | undefined;
  /** The function has the event. */
  readonly taken?: (() => void) | undefined;
  /** Whether somebody reads the log: then the last lines are waited for. */
  readonly wantsLog?: boolean | undefined;
}

/** The ids of an event, as they stand in the log. */
export type JobIds = Pick<Job, "requestId" | "apiRequestId">;

/** What became of a job. */
export type JobResult =
  | { readonly kind: "answered"; readonly body: string; readonly log: string; readonly durationMs: number }
  /** The body is an error document. */
  | { readonly kind: "failed"; readonly body: string; readonly log: string; readonly durationMs: number }
  /** The caller's patience came to its end. */
  | { readonly kind: "ran-out" }
  /** The process ended before it was given the event: another one may have it. */
  | { readonly kind: "not-begun" }
  /** The program cannot be started. */
  | { readonly kind: "unusable"; readonly detail: string };

export interface FunctionProcess {
  readonly hasEnded: boolean;
  /** One at a time. Never rejects. */
  run(job: Job): Promise<JobResult>;
  end(): void;
}

/** What a process is run with. */
export interface ProcessNeeds {
  readonly clock: Clock;
  /** A line that the process wrote, and the event it was at. */
  readonly line: (at: JobIds, line: string) => void;
  readonly ended: () => void;
}

/** A job in the process. */
interface Underway extends Job {
  readonly impatience: NodeJS.Timeout | undefined;
  takenAt: number | undefined;
  finish(result: JobResult): void;
}

/** Time to load the code; TypeScript is compiled in it. */
const startLimitMs = 20_000;
const longestLine = 16 * 1024;
const tailLength = 4096;
/** Output and answer come by different ways; the output was written first. */
const outputLagMs = 25;

/** Starts a process. Rejects only if no Runtime API can be opened for it. */
export async function startProcess(launch: Launch, needs: ProcessNeeds): Promise<FunctionProcess> {
  const { clock } = needs;
  let ids: JobIds = { requestId: "" };
  let log = "";
  let job: Underway | undefined;
  let isUp = false;
  let hasEnded = false;
  let startFailure: string | undefined;

  const write = (line: string): void => {
    log = `${log}${line}\n`.slice(-2 * tailLength);
    needs.line(ids, line);
  };
  const logTail = (): string => Buffer.from(log).subarray(-tailLength).toString("utf8");
  const errorDocument = (errorType: string, what: string): string =>
    JSON.stringify({ errorType, errorMessage: `RequestId: ${ids.requestId} Error: ${what}` });

  async function settle(kind: "answered" | "failed", body: string): Promise<void> {
    const settled = job;
    if (settled === undefined) return;
    job = undefined;
    clearTimeout(limit);
    const durationMs = settled.takenAt === undefined ? 0 : clock.monotonic() - settled.takenAt;
    if (settled.wantsLog === true) await new Promise((resolve) => setTimeout(resolve, outputLagMs));
    settled.finish({ kind, body, log: logTail(), durationMs });
  }

  function overrun(limitMs: number): void {
    const body = errorDocument("Sandbox.Timedout", `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`);
    write(`${ids.requestId} Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`);
    void settle("failed", body);
    end();
  }

  let limit: NodeJS.Timeout | undefined;
  const api: RuntimeApi = await openRuntimeApi({
    ready() {
      isUp = true;
      clearTimeout(starting);
    },
    taken() {
      if (job === undefined) return;
      job.takenAt = clock.monotonic();
      if (job.onlyHandsOver === true) clearTimeout(job.impatience);
      const { limitMs } = job;
      limit = setTimeout(() => overrun(limitMs), limitMs);
      job.taken?.();
    },
    answered: (body) => void settle("answered", body),
    failed: (document) => void settle("failed", document),
    notStarted(document) {
      startFailure = document;
      void settle("failed", document);
      end();
    },
  });

  const child = spawn(launch.command, [...launch.words], {
    cwd: launch.folder,
    env: { ...launch.environment, AWS_LAMBDA_RUNTIME_API: api.address },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: what the function started ends with it, and an operator's Ctrl-C is not its business.
    detached: true,
    windowsHide: true,
  });
  const starting = setTimeout(() => overrun(startLimitMs), startLimitMs);
  starting.unref();
  for (const stream of [child.stdout, child.stderr]) readLines(stream, write);
  // Warm processes do not keep an embedding program alive.
  child.unref();

  function end(): void {
    clearTimeout(starting);
    clearTimeout(limit);
    killGroup(child);
    api.close();
    if (hasEnded) return;
    hasEnded = true;
    needs.ended();
  }

  child.once("error", ({ message }) => {
    job?.finish({ kind: "unusable", detail: `${launch.command} cannot be started: ${message}.` });
    job = undefined;
    end();
  });
  child.once("exit", (code, signal) => {
    // Nothing depends on it; what is left goes when the server ends.
    rm(launch.home, { recursive: true, force: true }).catch(() => {});
    const wasExpected = hasEnded;
    end();
    if (wasExpected && startFailure === undefined) return;
    // What it wrote last may still be on its way.
    setTimeout(() => {
      if (job !== undefined && job.takenAt === undefined && isUp) job.finish({ kind: "not-begun" });
      else {
        const reason = signal === null ? `exit status ${code}` : `signal: ${signal}`;
        const document = errorDocument("Runtime.ExitError", `Runtime exited with error: ${reason}`);
        void settle("failed", startFailure ?? document);
      }
      job = undefined;
    }, outputLagMs);
  });

  return {
    get hasEnded() {
      return hasEnded;
    },
    end,
    run(given) {
      if (hasEnded) {
        const result: JobResult = isUp || startFailure === undefined ? { kind: "not-begun" } : failure(startFailure);
        return Promise.resolve(result);
      }
      ids = { requestId: given.requestId, apiRequestId: given.apiRequestId };
      log = "";
      return new Promise((resolve) => {
        const impatience = Number.isFinite(given.patienceMs) ? setTimeout(giveUp, given.patienceMs) : undefined;
        const own: Underway = {
          ...given,
          impatience,
          takenAt: undefined,
          finish(result: JobResult) {
            clearTimeout(impatience);
            clearTimeout(limit);
            resolve(result);
          },
        };
        function giveUp(): void {
          if (job !== own) return;
          const hadEvent = job.takenAt !== undefined;
          job = undefined;
          own.finish({ kind: "ran-out" });
          // One that still loads its code will be warm for the next try.
          if (hadEvent) end();
          else api.withdraw();
        }
        job = own;
        const { requestId, body, invokedArn, limitMs } = given;
        api.give({ requestId, body, invokedArn, deadline: () => Math.floor(clock.now() + limitMs) });
      });
    },
  };
}

function failure(body: string): JobResult {
  return { kind: "failed", body, log: "", durationMs: 0 };
}

/** The process and what it started, by its own id. */
function killGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // Gone already; or it became another user's process, which is beyond us.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Calls back for every line; what is longer than a line may be is cut. */
function readLines(stream: Readable & { unref?(): void }, each: (line: string) => void): void {
  let rest = "";
  let isCut = false;
  const tell = (line: string): void => {
    if (!isCut) each(line.endsWith("\r") ? line.slice(0, -1) : line);
    isCut = false;
  };
  stream.setEncoding("utf8");
  stream.unref?.();
  stream.on("data", (chunk: string) => {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) tell(line.slice(0, longestLine));
    if (rest.length <= longestLine) return;
    if (!isCut) each(`${rest.slice(0, longestLine)}…`);
    isCut = true;
    rest = "";
  });
  stream.on("end", () => {
    if (rest !== "") tell(rest);
  });
  // The pipe of a process that was killed.
  stream.on("error", () => {});
}
