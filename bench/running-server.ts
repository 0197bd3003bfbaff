/** Starts server processes on loopback, asks them what they have used, and ends them. */
import { type ChildProcess, spawn } from "node:child_process";
import { openSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The repository's root, from the sources and from their compiled form. */
export const repository = /[/\\]build[/\\]bench[/\\]$/.test(here) ? join(here, "..", "..") : join(here, "..");

/** What `probe.mjs` answers. */
interface Answers {
  readonly usage: { readonly cpuMicros: number; readonly rssBytes: number };
  readonly watchDelay: object;
  readonly delay: { readonly p50: number; readonly p99: number; readonly max: number };
}

/** A server process that answers requests. */
export interface RunningServer {
  readonly port: number;
  /** From the start of the process to the first answer, in milliseconds. */
  readonly firstAnswerMs: number;
  ask<A extends keyof Answers>(what: A): Promise<Answers[A]>;
  stop(): Promise<void>;
}

/** How a server is started. */
export interface ServerStart {
  /** The script and its arguments, given the port. */
  readonly command: (port: number) => readonly string[];
  readonly cwd: string;
  /** Added to this process's own; what is undefined is taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** For servers that take their port from the environment. */
  readonly portVariable?: string;
  /** What is asked for until it is answered with a status below 500. */
  readonly probePath?: string;
  /** Without the probe, for starts whose time counts. */
  readonly unobserved?: boolean;
  /** Where the server's own words go. */
  readonly log: string;
}

/** Starts one and waits for its first answer. */
export async function startServer(start: ServerStart): Promise<RunningServer> {
  const port = await freePort();
  const log = openSync(start.log, "a");
  const preload = start.unobserved ? [] : ["--import", new URL("probe.mjs", import.meta.url).href];
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...preload, ...start.command(port)], {
    cwd: start.cwd,
    env: { ...process.env, ...start.env, ...(start.portVariable ? { [start.portVariable]: String(port) } : {}) },
    stdio: start.unobserved ? ["ignore", log, log] : ["ignore", log, log, "ipc"],
  });
  const kill = () => child.kill("SIGKILL");
  // A run that fails half way leaves nothing behind.
  process.once("exit", kill);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => {
      process.off("exit", kill);
      resolve();
    });
  });
  await firstAnswer(port, start.probePath ?? "/", child, start.log);
  const firstAnswerMs = performance.now() - startedAt;
  let asked = 0;
  return {
    port,
    firstAnswerMs,
    ask: (what) =>
      new Promise((resolve) => {
        const id = asked++;
        const hear = (message: { id: number; answer: never }) => {
          if (message.id !== id) return;
          child.off("message", hear);
          resolve(message.answer);
        };
        child.on("message", hear);
        child.send({ id, ask: what });
      }),
    async stop() {
      child.kill("SIGTERM");
      const patience = setTimeout(kill, 15_000);
      await ended;
      clearTimeout(patience);
    },
  };
}

async function firstAnswer(port: number, path: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`A server ended with ${child.exitCode} before it answered; see ${log}`);
    if (await answers(port, path)) return;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  throw new Error(`A server did not answer within a minute; see ${log}`);
}

const oneOff = new Agent({ keepAlive: false });

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asking = request({ host: "127.0.0.1", port, path, agent: oneOff }, (response) => {
      response.resume();
      response.once("end", () => resolve((response.statusCode ?? 500) < 500));
    });
    asking.once("error", () => resolve(false));
    asking.end();
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
