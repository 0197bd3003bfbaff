/**
 * The log as JSON lines, by pino. It owns levels, the line's form and when lines are written: those of requests together, a
 * tenth of a second late at most, as a write for each would cost as much as a read of the store; warnings and errors at once.
 * Which facts may be written is `facts.ts`.
 */
import { type DestinationStream, pino } from "pino";
import type { Logger } from "../../ports/logger.js";
import { writableFacts } from "./facts.js";

/** From which level on lines are written. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

const LINES_WAIT_MS = 100;
const LINES_WAIT_BYTES = 8 * 1024;

/** Standard output; one for the whole process, as its lines must not be torn apart. */
interface StandardOutput extends DestinationStream {
  /** Hands what waits to the system. */
  flush(): void;
}

let shared: StandardOutput | undefined;

function standardOutput(): StandardOutput {
  if (shared !== undefined) return shared;
  const output = pino.destination({ fd: 1, sync: true, minLength: LINES_WAIT_BYTES });
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    // Not flushSync, which also waits for the disk, where the store's commits wait: what the system has been handed outlives
    // the process.
    output.flush();
  };
  process.once("exit", () => output.flushSync());
  shared = {
    write(line) {
      output.write(line);
      timer ??= setTimeout(flush, LINES_WAIT_MS).unref();
    },
    flush,
  };
  return shared;
}

/** A log on standard output, or wherever the caller says. */
export function createPinoLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const ownOutput = destination === undefined && level !== "silent" ? standardOutput() : undefined;
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? ownOutput ?? { write: () => {} },
  );
  return {
    debug(sentence, facts) {
      if (log.isLevelEnabled("debug")) log.debug(writableFacts(facts ?? {}), sentence);
    },
    info(sentence, facts) {
      if (log.isLevelEnabled("info")) log.info(writableFacts(facts ?? {}), sentence);
    },
    warn(sentence, facts) {
      if (log.isLevelEnabled("warn")) log.warn(writableFacts(facts ?? {}), sentence);
      ownOutput?.flush();
    },
    error(sentence, facts) {
      if (log.isLevelEnabled("error")) log.error(writableFacts(facts ?? {}), sentence);
      ownOutput?.flush();
    },
  };
}
