/** Prints what a store command found and turns it into an exit code. */

import { exitCode, type Surroundings } from "./command.js";
import type { StoreReport } from "./world-contract.js";

/** One line when all is well; else each problem on the error stream and a failing exit code. */
export function report(found: StoreReport, done: string, { print, complain }: Surroundings): number {
  print(`${done}: ${found.summary}`);
  for (const problem of found.problems) complain(problem);
  return found.problems.length === 0 ? exitCode.done : exitCode.failed;
}
