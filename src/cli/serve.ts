/** `poolhouse serve`: opens the world, listens, and on a signal finishes what is in progress. */

import { readConfig, unknownVariables } from "../config.js";
import { checkConfig, warningsOf } from "../start-rules.js";
import { banner } from "./banner.js";
import { type Command, exitCode } from "./command.js";
import type { ServedWorld } from "./world-contract.js";

/** How long requests in progress may take after a signal. Below the 10 s after which container engines kill. */
const drainMilliseconds = 8_000;

/** Serves until a signal; resolves with the exit code. */
export const serve: Command = async (flags, { world, print, complain }) => {
  // Read from the disk while the configuration is looked at; what goes wrong is told where it is awaited.
  const loading = world();
  loading.catch(() => {});
  const { config } = await readConfig(flags);
  const refusals = checkConfig(config);
  if (refusals.length > 0) {
    for (const refusal of refusals) complain(refusal);
    return exitCode.misused;
  }
  // Before anything is opened, so that no signal finds the store half open and nobody to close it.
  const stopped = nextSignal();
  const { openWorld } = await loading;
  const opened = await openWorld(config);
  const { url } = await opened.listen();
  const ignored = unknownVariables().map((name) => `${name} is not a setting and was ignored.`);
  if (config.template !== undefined) {
    // Few servers start with a template.
    const { applyDeclared } = await import("./apply/declared-start.js");
    const failure = await applyDeclared(config.template, config, opened, print);
    // A server without what was declared is not the one that was asked for.
    if (failure !== undefined) {
      complain(failure);
      await opened.close();
      return exitCode.failed;
    }
  }
  for (const line of banner(config, url, [...warningsOf(config), ...opened.warnings, ...ignored])) print(line);
  const signal = await stopped;
  print(`${signal}: finishing requests in progress. A second signal stops at once.`);
  return drain(opened, complain);
};

async function drain(world: ServedWorld, complain: (line: string) => void): Promise<number> {
  const forced = nextSignal().then((signal) => `${signal}: stopped at once.`);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve("Requests in progress did not end in time; stopped without them."),
      drainMilliseconds,
    );
  });
  const reason = await Promise.race([world.close(), forced, late]);
  clearTimeout(timer);
  if (reason === undefined) return exitCode.done;
  complain(reason);
  return exitCode.failed;
}

function nextSignal(): Promise<NodeJS.Signals> {
  const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM"];
  return new Promise((resolve) => {
    const receive = (signal: NodeJS.Signals) => {
      for (const one of signals) process.off(one, receive);
      resolve(signal);
    };
    for (const one of signals) process.on(one, receive);
  });
}
