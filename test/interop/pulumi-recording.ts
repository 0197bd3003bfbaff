/**
 * Owns the recordings in pulumi-replay/: a line about their origin, then one line per call with what was being done. What
 * a call holds, and the placeholders in it, are those of Terraform's recordings.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../world.js";
import type { RecordedCall } from "./terraform-recording.js";

/** A call, and the stage of the program's life in which it was made. */
export interface StagedCall extends RecordedCall {
  readonly stage: string;
}

/** A recording and the programs that made it. */
export interface Recording {
  readonly origin: Readonly<Record<string, string>>;
  readonly calls: readonly StagedCall[];
}

const folder = join(repository, "test", "interop", "pulumi-replay");

/** The names of all recordings. */
export function recordingNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".jsonl"))
    .map((file) => file.slice(0, -".jsonl".length))
    .sort();
}

/** Reads a recording. */
export function readRecording(name: string): Recording {
  const [origin = {}, ...calls] = readFileSync(join(folder, `${name}.jsonl`), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  return { origin: origin as Record<string, string>, calls: calls as StagedCall[] };
}

/** Writes a recording. */
export function writeRecording(name: string, { origin, calls }: Recording): void {
  const lines = [origin, ...calls].map((line) => JSON.stringify(line));
  writeFileSync(join(folder, `${name}.jsonl`), `${lines.join("\n")}\n`);
}
