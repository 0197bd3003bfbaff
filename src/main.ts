#!/usr/bin/env node

/** Entry of the program: gives the command line to a command and ends with its exit code. */

import { runProgram } from "./cli/program.js";
import type { WorldModule } from "./cli/world-contract.js";

const world = async (): Promise<WorldModule> => import("./world.js");
const print = (line: string) => void process.stdout.write(`${line}\n`);
const complain = (line: string) => void process.stderr.write(`${line}\n`);

// Not exitCode: a request that did not end in time must not keep the process.
process.exit(await runProgram(process.argv.slice(2), { world, print, complain }));
