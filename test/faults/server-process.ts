/**
 * Real server processes for tests of faults: the built program on a free port, killed by its own pid. Owns starting,
 * ending and what the process printed; what is sent to it is wire.ts.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after } from "node:test";

/** Tests run in the repository's root. */
const program = resolve("dist", "main.js");

/** What a failing test leaves behind would keep its process alive for ever. */
const running = new Set<ChildProcess>();
const folders: string[] = [];
after(async () => {
  for (const child of running) child.kill("SIGKILL");
  await Promise.all([...running].map((child) => once(child, "exit")));
  for (const path of folders) rmSync(path, { recursive: true, force: true });
});

/** A server that answers. */
export interface ServerProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything written so far to standard output and standard error. */
  printed(): string;
  /** SIGKILL; resolves when the process is gone, and everything that it printed was read. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code, when everything that it printed was read. */
  stop(): Promise<number | null>;
}

/** How the program is run. */
export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs the program below a shell line that ends in `"$@"`, e.g. with a limit set. */
  readonly shell?: string;
}

function spawnProgram(words: readonly string[], { environment = {}, shell }: RunOptions): ChildProcess {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|POOLHOUSE|PG)[A-Z_]*$/.test(name));
  const env = { ...Object.fromEntries(kept), NODE_OPTIONS: "", ...environment };
  const command = [process.execPath, program, ...words];
  const [first, ...rest] = shell === undefined ? command : ["/bin/sh", "-c", shell, "sh", ...command];
  const child = spawn(first ?? "", rest, { stdio: ["ignore", "pipe", "pipe"], env });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

function collect(child: ChildProcess): () => string {
  let printed = "";
  const read = (part: Buffer) => {
    printed += part.toString("utf8");
  };
  child.stdout?.on("data", read);
  child.stderr?.on("data", read);
  return () => printed;
}

/** Starts `poolhouse serve` on a free port and waits until it says that it is ready. */
export async function startServer(flags: readonly string[], options: RunOptions = {}): Promise<ServerProcess> {
  const child = spawnProgram(["serve", "--port", "0", ...flags], options);
  const printed = collect(child);
  // Its end of the pipes included: what it printed is whole then.
  const gone = once(child, "close");
  const url = await new Promise<string>((resolve, reject) => {
    const look = () => {
      const endpoint = /Endpoint\s+(\S+)(?: \(listening on (\S+)\))?\n/.exec(printed());
      if (endpoint !== null) resolve(endpoint[2] ?? endpoint[1] ?? "");
    };
    child.stdout?.on("data", look);
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${printed()}`)));
  });
  return {
    url,
    child,
    printed,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
    async stop() {
      child.kill("SIGTERM");
      await gone;
      return child.exitCode;
    },
  };
}

/** Runs a command of the program to its end. One that goes on for too long is killed and has no code. */
export async function runProgram(
  words: readonly string[],
  options: RunOptions & { readonly patienceMs?: number } = {},
): Promise<{ readonly code: number | null; readonly printed: string }> {
  const child = spawnProgram(words, options);
  const printed = collect(child);
  const timer = setTimeout(() => child.kill("SIGKILL"), options.patienceMs ?? 20_000);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { code, printed: printed() };
}

/** An empty folder that only this user can read; removed after the last test of the file, or before by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "poolhouse-fault-"));
  folders.push(path);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
