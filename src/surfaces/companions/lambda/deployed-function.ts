/**
 * Reads functions for those who run them: code, settings and permissions of the version that a trigger's ARN means. It
 * owns what a resource policy says about an invocation; running is none of its business.
 */

import type { DeployedLayer, EventSettings } from "../../../ports/functions.js";
import { eventSettingsOf } from "./event-settings.js";
import type { FunctionPlace, FunctionReference } from "./function-name.js";
import { readFunctionName } from "./function-name.js";
import { codeId, type FunctionTables, type PolicyStatement, resolveVersion } from "./function-record.js";
import { functionConfiguration } from "./function-view.js";
import { layerContentId, readLayerVersionArn } from "./layer-record.js";

/** A function as it may be run. */
export interface DeployedFunction {
  /** FunctionConfiguration, as GetFunctionConfiguration answers it. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Differs whenever code or settings differ: what a warm process is kept under. */
  readonly revisionId: string;
  /** Of the package, in hexadecimal: unpacked packages may be kept by it. */
  readonly codeSha256: string;
  readonly environment: Readonly<Record<string, string>>;
  /** In the order in which they lie over each other. */
  readonly layers: readonly DeployedLayer[];
  readonly eventSettings: Partial<EventSettings>;
  /** Of the whole function. */
  readonly reservedConcurrency: number | undefined;
  /** The resource policy of what was named: function, version or alias. */
  readonly permissions: readonly PolicyStatement[];
  /** The zip. */
  code(): Promise<Buffer>;
}

/** The function of an ARN, partial ARN or name, whose missing parts are the place's. Undefined when it is not deployed. */
export async function deployedFunction(
  tables: FunctionTables,
  place: FunctionPlace,
  named: string,
): Promise<DeployedFunction | undefined> {
  if (named.length > 256) return undefined;
  const of: FunctionReference = readFunctionName(named, place);
  const found = await resolveVersion(tables, of);
  if (found === undefined) return undefined;
  const { record, version, state } = found;
  const { settings, code } = state;
  const { policies, reservedConcurrency } = record.value;
  const qualifier = of.qualifier ?? "";
  return {
    configuration: functionConfiguration(of, version, state),
    runtime: settings.Runtime,
    handler: settings.Handler,
    timeoutSeconds: settings.Timeout,
    memoryMegabytes: settings.MemorySize,
    version,
    revisionId: state.revisionId,
    codeSha256: code.sha256,
    environment: settings.Variables ?? {},
    layers: (settings.Layers ?? []).map(({ arn, sha256 }) => ({
      sha256,
      async content() {
        const { version, ...layer } = readLayerVersionArn(arn);
        return present(await tables.companionContents.get(layerContentId(layer, version)), "a layer");
      },
    })),
    eventSettings: eventSettingsOf(record.value.eventConfigs, of.qualifier),
    reservedConcurrency,
    permissions: Object.hasOwn(policies, qualifier) ? policies[qualifier]!.statements : [],
    code: async () => present(await tables.companionContents.get(codeId(of, code.sha256)), "the code"),
  };
}

function present(zip: Buffer | undefined, what: string): Buffer {
  if (zip === undefined) throw new Error(`A deployed function lacks ${what} in the store.`);
  return zip;
}

/** Who asks for an invocation. */
export interface Invoker {
  /** Like `cognito-idp.amazonaws.com`. */
  readonly service: string;
  /** The resource on whose behalf it asks, e.g. a user pool's ARN. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
}

/** Whether a resource policy lets a service invoke the function for one of its resources. */
export function allowsInvocation(permissions: readonly PolicyStatement[], invoker: Invoker): boolean {
  return permissions.some(
    ({ Action, Principal, Condition = {} }) =>
      ["lambda:InvokeFunction", "lambda:*", "*"].includes(Action) &&
      (Principal === "*" || Principal["Service"] === invoker.service) &&
      Object.entries(Condition).every(([operator, demands]) =>
        Object.entries(demands).every(([key, wanted]) => isMet(operator, key.toLowerCase(), wanted, invoker)),
      ),
  );
}

/** A condition that a service's invocation cannot meet, such as one on function URLs, is not met. */
function isMet(operator: string, key: string, wanted: string, { sourceArn, sourceAccount }: Invoker): boolean {
  if (operator === "StringEquals" && key === "aws:sourceaccount") return wanted === sourceAccount;
  if (operator === "ArnLike" && key === "aws:sourcearn") return isArnLike(wanted, sourceArn);
  return false;
}

/** Compares part by part; `*` stands for any characters of a part, `?` for one. The sixth part goes to the end. */
function isArnLike(pattern: string, arn: string): boolean {
  const partsOf = (text: string): string[] => {
    const parts = text.split(":");
    return [...parts.slice(0, 5), parts.slice(5).join(":")];
  };
  const found = partsOf(arn);
  return partsOf(pattern).every((part, index) => matchesWildcards(part, found[index] ?? ""));
}

/** One pass with one place to go back to: no more than length times length steps, whatever the pattern (T-38). */
function matchesWildcards(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let place = 0;
  while (place < text.length) {
    if (at < pattern.length && pattern[at] === "*") {
      star = at++;
      resume = place;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === text[place])) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++resume;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
