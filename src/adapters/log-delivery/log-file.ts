/**
 * Appends lines to a file of the operator's. The file is opened anew for every batch, so that whoever rotates it only has
 * to rename it, without a signal; and lines are on disk before they count as delivered. A line that a crash cut short is
 * closed before the next one, which repeats it whole.
 */
import { type FileHandle, open } from "node:fs/promises";
import { jsonLines } from "../../domain/log/log-object.js";
import { type LogSink, LogSinkError } from "../../ports/log-sinks.js";

const newline = 0x0a;

/** A sink that writes JSON lines to a file, which only this user may read. */
export function fileSink(path: string): LogSink {
  // One batch after the other, whichever pool it is of: lines do not run into each other.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    pauseMs: 1_000,
    put({ entries }) {
      const writing = turn.then(() => append(path, jsonLines(entries)));
      turn = writing.catch(() => {});
      return writing.then(() => []);
    },
  };
}

async function append(path: string, lines: string): Promise<void> {
  try {
    const file = await open(path, "a+", 0o600);
    try {
      const start = (await endsWithinLine(file)) ? "\n" : "";
      await file.appendFile(start + lines);
      await file.datasync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new LogSinkError(`file ${(error as NodeJS.ErrnoException).code ?? "Error"}`, { cause: error });
  }
}

async function endsWithinLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  // A pipe or a terminal has no size, and no line to close.
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== newline;
}
