/**
 * The port of functions: what an ARN leads to (deployed here, mapped by the operator, a Lambda endpoint; in this order),
 * whether it may be called, and how its ends are told. It owns no process and no wire.
 */
import { type FunctionEvent, usualEventSettings } from "../../domain/function-event/function-event.js";
import type { Clock } from "../../ports/clock.js";
import type {
  DeployedFunction,
  DeployedFunctions,
  EventAttempt,
  EventKeeper,
  EventRunner,
  FunctionAnswer,
  FunctionCall,
  FunctionOutcome,
  FunctionPlace,
  FunctionRunner,
  Functions,
} from "../../ports/functions.js";
import type { Logger } from "../../ports/logger.js";
import { answerOf, attemptOf, type Ending, outcomeOf, refused } from "./ending.js";
import type { Job, JobIds } from "./function-process.js";
import { type FunctionMapping, type FunctionTarget, mappingOf, nameOf, readTarget } from "./function-target.js";
import { handOver } from "./hand-over.js";
import { type LaunchNeeds, launchDeployed, launchMapped, programOf } from "./launch.js";
import { createProcessPool, type PooledFunction } from "./process-pool.js";
import { pythonPrograms } from "./python-program.js";
import { invokeAt, type LambdaEndpoint, postTo } from "./remote-function.js";
import { sourceStamp } from "./source-stamp.js";
import { createWorkplace } from "./workplace.js";

/** What functions are made over. */
export interface FunctionsNeeds extends Pick<LaunchNeeds, "searchPath" | "ownEndpoint" | "modules"> {
  readonly deployed: DeployedFunctions;
  /** The operator's own, by ARN or name. */
  readonly mappings: Readonly<Record<string, FunctionMapping>>;
  readonly endpoint: LambdaEndpoint | undefined;
  /** Whether code may run on this machine: it is not sandboxed. */
  readonly allowsCode: boolean;
  /** For functions that are named without a region. */
  readonly region: string;
  /** The machine's own time: deadlines are read by other processes. */
  readonly clock: Clock;
  /** Where asynchronous events are kept. */
  readonly events: EventKeeper;
  readonly logger: Logger;
  /** The id of the request that is being served, for the log. */
  readonly currentRequest: () => string | undefined;
  /** Shows a line that a function wrote, where somebody watches. */
  readonly show?: ((line: string) => void) | undefined;
}

type Found =
  | { readonly kind: "deployed"; readonly of: DeployedFunction }
  | { readonly kind: "mapped"; readonly mapping: FunctionMapping; readonly target: FunctionTarget }
  | { readonly kind: "misread"; readonly detail: string }
  | { readonly kind: "endpoint"; readonly endpoint: LambdaEndpoint }
  | { readonly kind: "nothing" };

type Ask = Pick<Job, "requestId" | "apiRequestId" | "body" | "patienceMs" | "onlyHandsOver" | "taken" | "wantsLog"> & {
  readonly arn: string;
  readonly asynchronous: boolean;
};

/** Limit of a function that has none of its own, when nobody waits for it. */
const mappedLimitMs = 60_000;

const noRoom = refused("TooManyRequestsException", "Rate Exceeded.");

const eventOf = ({ arn, body, requestId }: Ask) => ({ id: requestId, functionName: arn, body });

/** The functions of an installation. */
export function createFunctions(needs: FunctionsNeeds): Functions & FunctionRunner & EventRunner {
  const { deployed, mappings, clock, logger, events } = needs;
  const workplace = createWorkplace();
  const pool = createProcessPool({ clock });
  const launchNeeds: LaunchNeeds = { ...needs, workplace, python: pythonPrograms(needs.searchPath) };
  const atExit = (): void => {
    pool.close();
    workplace.remove();
  };
  process.once("exit", atExit);

  async function resolve(named: string): Promise<Found> {
    const own = await deployed.find(named);
    if (own !== undefined) return { kind: "deployed", of: own };
    const mapping = mappingOf(mappings, named);
    if (mapping !== undefined) {
      const target = readTarget(mapping);
      return typeof target === "string" ? { kind: "misread", detail: target } : { kind: "mapped", mapping, target };
    }
    return needs.endpoint === undefined ? { kind: "nothing" } : { kind: "endpoint", endpoint: needs.endpoint };
  }

  async function perform(found: Found, ask: Ask): Promise<Ending> {
    const refusal = refusalOf(found, ask.arn);
    if (refusal !== undefined) return refusal;
    switch (found.kind) {
      case "endpoint":
        return invokeAt(found.endpoint, ask, clock);
      case "deployed":
        return inProcess(deployedProcess(found.of), found.of.timeoutSeconds * 1000, { ...ask, arn: found.of.arn });
      case "mapped": {
        const { mapping, target } = found;
        if (target.kind === "http") return postTo(target.url, ask);
        return inProcess(mappedProcess(target, mapping, ask.arn), mappedLimitMs, ask);
      }
      default:
        throw new Error("What leads nowhere was refused before.");
    }
  }

  /** What is known without trying. */
  function refusalOf(found: Found, arn: string): Ending | undefined {
    if (found.kind === "nothing") return refused("ResourceNotFoundException", `Function not found: ${arn}`);
    if (found.kind === "misread") return refused("ResourceNotFoundException", found.detail);
    const isCode = found.kind === "deployed" || (found.kind === "mapped" && found.target.kind !== "http");
    if (isCode && !needs.allowsCode) {
      return refused(
        "AccessDeniedException",
        "Code does not run on this server; --allow-functions lets it, as the server's user and without a sandbox.",
      );
    }
    if (found.kind !== "deployed" || programOf(found.of.runtime) !== undefined) return undefined;
    return refused("InvalidRuntimeException", `Nothing on this server runs ${found.of.runtime}.`);
  }

  async function inProcess(of: PooledFunction, limitMs: number, ask: Ask): Promise<Ending> {
    const result = await pool.run(of, { ...ask, invokedArn: ask.arn, limitMs });
    switch (result.kind) {
      case "throttled":
        return refused("TooManyRequestsException", "Every process of the function is at work.");
      case "not-begun":
        return refused("ServiceException", "The processes of the function end before they are given an event.");
      case "unusable":
        return refused("InvalidRuntimeException", result.detail);
      default:
        return result;
    }
  }

  function deployedProcess(of: DeployedFunction): PooledFunction {
    return {
      key: `${of.arn} ${of.version}`,
      stamp: of.revisionId,
      most: of.reservedConcurrency,
      launch: () => launchDeployed(of, launchNeeds),
      line: lineWriter(of.name),
    };
  }

  function mappedProcess(
    target: Exclude<FunctionTarget, { kind: "http" }>,
    mapping: FunctionMapping,
    arn: string,
  ): PooledFunction {
    const name = nameOf(arn);
    const region = arn.split(":")[3] || needs.region;
    return {
      key: `${mapping.folder}\0${mapping.target}\0${name}`,
      stamp: target.kind === "local" ? sourceStamp(target.file) : "",
      launch: () => launchMapped(target, mapping, { name, region }, launchNeeds),
      line: lineWriter(name),
    };
  }

  function lineWriter(name: string): (at: JobIds, line: string) => void {
    return (at, line) => {
      logger.info("function", { function: name, ...at, line });
      needs.show?.(`[${name}] ${line}`);
    };
  }

  /** How an attempt with an asynchronous event ended, as the keeper of events is told. */
  function attemptWith(found: Found, ending: Ending, { id, functionName }: Pick<FunctionEvent, "id" | "functionName">) {
    if (ending.kind === "refused") {
      const facts = { function: nameOf(functionName), requestId: id, reason: ending.detail };
      logger.warn("a function could not be called", facts);
    }
    return attemptOf(ending, id, found.kind === "deployed" ? found.of.version : "$LATEST");
  }

  async function hand(found: Found, ask: Ask): Promise<Ending> {
    const refusal = refusalOf(found, ask.arn);
    if (refusal !== undefined) return refusal;
    const event = eventOf(ask);
    const held = await events.hold(event);
    if (held === undefined) return noRoom;
    return handOver({
      held,
      patienceMs: ask.patienceMs,
      isAway: found.kind === "endpoint" || (found.kind === "mapped" && found.target.kind === "http"),
      perform: (patience) => perform(found, { ...ask, ...patience }),
      attemptOf: (ending) => attemptWith(found, ending, event),
    });
  }

  async function accept(found: Found, ask: Ask): Promise<Ending> {
    const refusal = refusalOf(found, ask.arn);
    if (refusal !== undefined) return refusal;
    return (await events.accept(eventOf(ask))) ? { kind: "answered", body: "" } : noRoom;
  }

  async function judged(call: FunctionCall): Promise<FunctionOutcome> {
    const { arn, requestId, timeoutMs, asynchronous = false } = call;
    const apiRequestId = needs.currentRequest();
    const found = await resolve(arn);
    if (found.kind === "deployed" && !found.of.allows(call.source)) {
      const detail = `${call.source.principal} is not authorized to perform: lambda:InvokeFunction on resource: ${arn} because no resource-based policy allows the lambda:InvokeFunction action`;
      return refused("AccessDeniedException", detail);
    }
    const body = JSON.stringify(call.payload);
    const ask: Ask = { arn, requestId, apiRequestId, asynchronous, body, patienceMs: timeoutMs };
    if (!asynchronous) return outcomeOf(await perform(found, ask));
    const handed = outcomeOf(await hand(found, ask));
    return handed.kind === "returned" ? { kind: "returned", payload: undefined } : handed;
  }

  return {
    async call(call): Promise<FunctionOutcome> {
      const before = clock.monotonic();
      const outcome = await judged(call);
      const name = nameOf(call.arn);
      const ids = { function: name, requestId: call.requestId, apiRequestId: needs.currentRequest() };
      logger.info("function called", { ...ids, kind: outcome.kind, durationMs: clock.monotonic() - before });
      if (outcome.kind === "refused") {
        // The caller of the pool is told a name; whoever can mend it reads why.
        logger.warn("a function could not be called", { ...ids, reason: outcome.detail });
        needs.show?.(`[${name}] could not be called: ${outcome.detail}`);
      }
      return outcome;
    },

    async invoke(invocation): Promise<FunctionAnswer> {
      const { named, body, requestId, asynchronous } = invocation;
      const found = await resolve(named);
      const limitMs = found.kind === "deployed" ? found.of.timeoutSeconds * 1000 : mappedLimitMs;
      // Loading the code has a limit of its own.
      const patienceMs = limitMs + 25_000;
      const ask: Ask = { arn: named, requestId, asynchronous, body, patienceMs, wantsLog: true };
      const before = clock.monotonic();
      const ending = await (asynchronous ? accept(found, ask) : perform(found, ask));
      return answerOf(ending, requestId, clock.monotonic() - before);
    },

    async settingsOf(functionName) {
      const found = await resolve(functionName);
      const functionArn = qualified(found.kind === "deployed" ? found.of.arn : functionName);
      const own = found.kind === "deployed" ? found.of.eventSettings : undefined;
      return { functionArn, settings: { ...usualEventSettings, ...own } };
    },

    async attempt(event): Promise<EventAttempt> {
      const { id: requestId, functionName: arn, body } = event;
      try {
        const found = await resolve(arn);
        if (found.kind === "deployed" && found.of.reservedConcurrency === 0) return { kind: "stopped" };
        const ask: Ask = { arn, body, requestId, asynchronous: true, patienceMs: Number.POSITIVE_INFINITY };
        return attemptWith(found, await perform(found, ask), event);
      } catch (error) {
        logger.error("a function could not be looked up", { function: nameOf(arn), requestId, error });
        return { kind: "throttled" };
      }
    },

    async find(arn): Promise<FunctionPlace> {
      const found = await resolve(arn);
      switch (found.kind) {
        case "deployed":
          return {
            arn,
            kind: "deployed",
            detail: `${found.of.runtime}, ${found.of.handler}, version ${found.of.version}`,
          };
        case "mapped": {
          const { kind } = found.target;
          return { arn, kind, detail: found.mapping.target };
        }
        case "endpoint":
          return { arn, kind: "endpoint", detail: found.endpoint.url };
        case "misread":
          return { arn, kind: "nothing", detail: found.detail };
        case "nothing":
          return { arn, kind: "nothing", detail: "neither deployed nor mapped, and there is no Lambda endpoint" };
      }
    },

    async close() {
      process.off("exit", atExit);
      atExit();
    },
  };
}

/** An ARN with its version or alias. */
function qualified(arn: string): string {
  const parts = arn.split(":");
  return parts[0] === "arn" && parts.length === 7 ? `${arn}:$LATEST` : arn;
}
