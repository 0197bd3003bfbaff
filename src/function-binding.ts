/** Part of the composition root: binds the port of functions to what a configuration says about them. */
import { type BoundFunctions, lateFunctions } from "./adapters/functions/late-functions.js";
import { systemClock } from "./adapters/time/system-clock.js";
import type { OperatorFunctions } from "./cli/world-contract.js";
import type { Config } from "./config.js";
import type { DeployedFunctions, EventKeeper } from "./ports/functions.js";
import type { Logger } from "./ports/logger.js";
import type { Store } from "./ports/store.js";

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Functions without a server around them, for commands: only what is mapped, and the Lambda endpoint. Who runs a command
 * may run code on this machine anyway.
 */
export function openFunctions(
  config: Config,
  surroundings: Pick<BindingNeeds, "show" | "ownEndpoint">,
): OperatorFunctions {
  const deployed: DeployedFunctions = { find: async () => undefined };
  const clock = systemClock();
  // Without a store nothing can be kept: commands wait for their answers.
  const events: EventKeeper = { accept: async () => false, hold: async () => undefined };
  const functions = bindFunctions(
    { ...config, allowFunctions: true },
    { ...surroundings, deployed, logger: silent, events, currentRequest: () => undefined },
  );
  return { ...functions, milliseconds: () => clock.monotonic() };
}

/** The functions that are deployed here; what reads them is loaded with the first that is looked for. */
export function bindDeployedFunctions({ account, region }: Config, store: Store): DeployedFunctions {
  let loading: Promise<DeployedFunctions> | undefined;
  const deployed = () => {
    loading ??= import("./surfaces/companions/lambda/deployed-functions.js").then(({ deployedFunctions }) =>
      deployedFunctions(store, { accountId: account, region }),
    );
    return loading;
  };
  return { find: async (named) => (await deployed()).find(named) };
}

/** What the configuration does not say. */
export interface BindingNeeds {
  readonly deployed: DeployedFunctions;
  readonly logger: Logger;
  /** Where asynchronous events are kept. */
  readonly events: EventKeeper;
  /** The id of the request that is being served. */
  readonly currentRequest: () => string | undefined;
  /** The server's own address, for AWS clients inside functions. */
  readonly ownEndpoint: (() => string) | undefined;
  /** Shows what functions write, where somebody watches. */
  readonly show: ((line: string) => void) | undefined;
}

/** Whether there is any way to a function: code that may run here, an address, or an endpoint. */
export function canCallFunctions({ allowFunctions, functions, lambda }: Config): boolean {
  return allowFunctions || Object.keys(functions).length > 0 || lambda !== undefined;
}

/** Development accepts any credentials, and so do the local endpoints that it is used with. */
const anyKey = { accessKeyId: "local", secretAccessKey: "local" };

/** The functions of a configuration; nothing is started before the first call. */
export function bindFunctions(config: Config, needs: BindingNeeds): BoundFunctions {
  const { region, lambda, functions, allowFunctions, searchPath } = config;
  return lateFunctions({
    ...needs,
    mappings: functions,
    endpoint: lambda && { url: lambda.endpoint, key: lambda.credentials ?? anyKey, region },
    allowsCode: allowFunctions,
    region,
    searchPath,
    modules: config.functionModules,
    // Deadlines are read by other processes, whose clock nobody moves.
    clock: systemClock(),
  });
}
