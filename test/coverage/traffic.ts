/** Reads what the test worlds recorded of every operation's answers during this run. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { OperationName } from "../../src/model/generated/operations.js";
import { trafficFolder } from "../world.js";

/** One kind of answer that was seen. */
export interface Answer {
  readonly operation: OperationName;
  /** "success" or the wire name of an exception. */
  readonly outcome: string;
  readonly message?: string | undefined;
}

/** Every recorded answer; empty when nothing was recorded. */
export function recordedTraffic(): readonly Answer[] {
  let files: string[];
  try {
    files = readdirSync(trafficFolder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
  return files.flatMap((file) =>
    readFileSync(join(trafficFolder, file), "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Answer),
  );
}
