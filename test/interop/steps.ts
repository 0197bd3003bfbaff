/** Programs in other languages that go through steps of their own and print one line of JSON for each. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { repository } from "../world.js";
import { runProgram } from "./child.js";

/** One step: its name, and what went wrong if anything did. */
export interface Step {
  readonly step: string;
  readonly error?: string;
}

/** Runs a program that prints one line for each of its steps. */
export async function stepsOf(
  command: string,
  file: string,
  variables: Readonly<Record<string, string>>,
): Promise<Step[]> {
  const script = join(repository, "test", "interop", file);
  const { code, stdout, stderr } = await runProgram(command, [script], { variables });
  assert.equal(code, 0, stderr);
  return stdout
    .trim()
    .split(/\r?\n/)
    .map((line) => JSON.parse(line) as Step);
}
