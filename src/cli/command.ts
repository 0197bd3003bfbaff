/** The shape of a command, the streams it may write to, and how a failure is told. */

import type { WorldModule } from "./world-contract.js";

/** What a command may use besides its arguments. */
export interface Surroundings {
  /** Loads the composition root; late, so that `--help` does not load a server. */
  readonly world: () => Promise<WorldModule>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** One command of the program; resolves with the exit code. */
export type Command = (flags: readonly string[], surroundings: Surroundings) => Promise<number>;

/** Exit codes: all well, the work failed, the command line or configuration was wrong. */
export const exitCode = { done: 0, failed: 1, misused: 2 } as const;
