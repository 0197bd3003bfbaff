/** The log as JSON lines, by pino. It owns levels and the line's form; which facts may be written is `facts.ts`. */
import { type DestinationStream, pino } from "pino";
import type { Logger } from "../../ports/logger.js";
import { writableFacts } from "./facts.js";

/** From which level on lines are written. */
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "silent";

/** A log on standard output, or wherever the caller says. */
export function createPinoLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
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
    },
    error(sentence, facts) {
      if (log.isLevelEnabled("error")) log.error(writableFacts(facts ?? {}), sentence);
    },
  };
}
