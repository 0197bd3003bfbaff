/**
 * Runs other people's programs beside a server that lives in this very process: never blocking its event loop, in a clean
 * environment, with an end.
 */
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** How a program ended and what it said. */
export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What must not reach a program under test: a developer's AWS profile, settings and proxies, and this test run's own. */
const foreign = /^(AWS|POOLHOUSE|PG)[A-Z_]*$|^NODE_(OPTIONS|TEST_CONTEXT)$|_proxy$/i;

/** The environment of this process without what could lead a program astray, and with the variables given. */
export function cleanEnvironment(variables: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    ...variables,
  };
}

/** Runs a program to its end; one that takes longer than a minute is killed, and its code is null. */
export async function runProgram(
  command: string,
  words: readonly string[],
  options: { readonly cwd?: string; readonly variables?: Readonly<Record<string, string>> } = {},
): Promise<Ending> {
  const child = spawn(command, [...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: cleanEnvironment(options.variables),
    timeout: 60_000,
    killSignal: "SIGKILL",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}
