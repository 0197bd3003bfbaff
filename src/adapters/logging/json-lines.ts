/**
 * The log as JSON lines on standard output. It owns levels, the line's form and when lines are written: those of requests
 * together, a tenth of a second late at most, as a write for each would cost as much as a read of the store; warnings and
 * errors at once. How bytes reach a pipe that is full is sonic-boom's; which facts may be written is `facts.ts`.
 */
import sonicBoom from "sonic-boom";
import type { Clock } from "../../ports/clock.js";
import type { LogFacts, Logger } from "../../ports/logger.js";
import { writableFacts } from "./facts.js";

const levels = ["trace", "debug", "info", "warn", "error", "silent"] as const;

/** From which level on lines are written. */
export type LogLevel = (typeof levels)[number];

/** Where lines go. */
export interface LineDestination {
  write(line: string): void;
}

const LINES_WAIT_MS = 100;
const LINES_WAIT_BYTES = 8 * 1024;

/** Standard output; one for the whole process, as its lines must not be torn apart. */
interface StandardOutput extends LineDestination {
  /** Hands what waits to the system. */
  flush(): void;
}

let shared: StandardOutput | undefined;

function standardOutput(): StandardOutput {
  if (shared !== undefined) return shared;
  const output = new sonicBoom.SonicBoom({ fd: 1, sync: true, minLength: LINES_WAIT_BYTES });
  let isOpen = true;
  output.on("error", (error: NodeJS.ErrnoException) => {
    // Nobody reads any more: a server goes on without its log, as it would without a terminal.
    if (error.code !== "EPIPE") throw error;
    isOpen = false;
  });
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    // Not flushSync, which also waits for the disk, where the store's commits wait: what the system has been handed outlives
    // the process.
    if (isOpen) output.flush();
  };
  process.once("exit", () => {
    if (isOpen) output.flushSync();
  });
  shared = {
    write(line) {
      if (!isOpen) return;
      output.write(line);
      timer ??= setTimeout(flush, LINES_WAIT_MS).unref();
    },
    flush,
  };
  return shared;
}

/** A log on standard output, or wherever the caller says; its times are the operator's, who does not move his clock. */
export function createJsonLogger(level: LogLevel, clock: Pick<Clock, "now">, destination?: LineDestination): Logger {
  const ownOutput = destination === undefined && level !== "silent" ? standardOutput() : undefined;
  const output = destination ?? ownOutput;
  const least = levels.indexOf(level);

  function write(label: LogLevel, sentence: string, facts: LogFacts = {}): boolean {
    if (output === undefined || levels.indexOf(label) < least) return false;
    const line = { level: label, time: new Date(clock.now()).toISOString(), ...writableFacts(facts), msg: sentence };
    output.write(`${JSON.stringify(line)}\n`);
    return true;
  }

  function writeAtOnce(label: LogLevel, sentence: string, facts?: LogFacts): void {
    if (write(label, sentence, facts)) ownOutput?.flush();
  }

  return {
    debug: (sentence, facts) => void write("debug", sentence, facts),
    info: (sentence, facts) => void write("info", sentence, facts),
    warn: (sentence, facts) => writeAtOnce("warn", sentence, facts),
    error: (sentence, facts) => writeAtOnce("error", sentence, facts),
  };
}
