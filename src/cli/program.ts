/** Finds the command that a command line asks for and runs it; turns what goes wrong into a message and an exit code. */

import { ConfigError } from "../config.js";
import { type Command, exitCode, type Surroundings } from "./command.js";
import { help } from "./help.js";
import { printVersion } from "./version.js";

// Loaded when asked for: `--version` should not wait for the server.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import("./serve.js")).serve,
  apply: async () => (await import("./apply.js")).apply,
  trigger: async () => (await import("./trigger.js")).trigger,
  functions: async () => (await import("./functions.js")).functions,
  messages: async () => (await import("./messages.js")).messages,
  backup: async () => (await import("./backup.js")).backup,
  restore: async () => (await import("./restore.js")).restore,
  verify: async () => (await import("./verify.js")).verify,
  help: async () => help,
  version: async () => printVersion,
};

/** Runs the program with these arguments; resolves with the exit code. Without a command it serves. */
export async function runProgram(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const [first] = words;
  const named = first !== undefined && !first.startsWith("-");
  const name = named ? first : "serve";
  const flags = named ? words.slice(1) : words;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    surroundings.complain(`"${name}" is not a command. Commands are: ${Object.keys(commands).join(", ")}. See --help.`);
    return exitCode.misused;
  }
  if (flags.includes("--help") || flags.includes("-h")) return help(named ? [name] : [], surroundings);
  if (flags.includes("--version")) return printVersion([], surroundings);
  try {
    return await (await load())(flags, surroundings);
  } catch (error) {
    if (error instanceof ConfigError) {
      for (const problem of error.problems) surroundings.complain(problem);
      return exitCode.misused;
    }
    surroundings.complain(explain(error));
    return exitCode.failed;
  }
}

/** What the file system says when an operator can mend it. */
const fileTroubles: Readonly<Record<string, string>> = {
  EROFS: "The place for the data can only be read; choose another one with --data",
  EACCES: "This user may not read or write there; change the rights, or choose another place with --data",
  EPERM: "This user may not do that there; change the rights, or choose another place with --data",
  ENOTDIR: "A folder is expected where there is a file; choose another place with --data",
  EISDIR: "A file is expected where there is a folder",
  ENOENT: "Something that was named is not there",
  EEXIST: "The file is there already and is not overwritten",
  ENOSPC: "The disk is full",
};

/** A sentence for what an operator can mend; the stack for what only we can. */
function explain(error: unknown): string {
  const { code, syscall, message, stack } = error as NodeJS.ErrnoException;
  if (syscall === "listen" && code === "EADDRINUSE") {
    return `The port is taken (${message}). Stop the other program, or choose another one with --port N.`;
  }
  if (syscall === "listen") return `The server cannot listen: ${message}. Choose another --host or --port.`;
  if (code !== undefined && Object.hasOwn(fileTroubles, code)) return `${fileTroubles[code]} (${message}).`;
  return isOurs(error) ? message : (stack ?? String(error));
}

/** Errors that were given a name of their own were written for operators. */
function isOurs(error: unknown): boolean {
  return error instanceof Error && !(error.name in globalThis) && error.name !== "Error";
}
