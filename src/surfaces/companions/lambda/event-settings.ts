/**
 * What becomes of asynchronous events: how often a failed one is given again, how old one may become, and where its record
 * goes. Records go to functions; queues, topics, event buses and buckets are kept and told, and nothing is sent there.
 */
import type { EventSettings } from "../../../ports/functions.js";
import type { CompanionAction, CompanionCaller } from "../../protocols/companion.js";
import { type Read, readInput, required, structure, text, whole } from "../member-rules.js";
import { InvalidParameterValueException, ResourceNotFoundException } from "./exceptions.js";
import {
  type FunctionReference,
  functionArn,
  functionNameRule,
  functionReference,
  qualifierRule,
  unqualifiedReference,
} from "./function-name.js";
import { type EventConfig, functionOrThrow, versionOrThrow } from "./function-record.js";
import type { LambdaNeeds } from "./lambda.js";

const qualifiedRules = { FunctionName: required(functionNameRule), Qualifier: qualifierRule };
const destination = structure({ Destination: text({ max: 350 }) });
const settingRules = {
  ...qualifiedRules,
  MaximumRetryAttempts: whole({ min: 0, max: 2 }),
  MaximumEventAgeInSeconds: whole({ min: 60, max: 21_600 }),
  DestinationConfig: structure({ OnSuccess: destination, OnFailure: destination }),
};
const listRules = {
  FunctionName: required(functionNameRule),
  Marker: text({ max: 4096 }),
  MaxItems: whole({ min: 1, max: 50 }),
};

/** What the owner of a function says of the events of a qualifier. */
export function eventSettingsOf(
  configs: Readonly<Record<string, EventConfig>> | undefined,
  qualifier = "$LATEST",
): Partial<EventSettings> {
  const own = configs !== undefined && Object.hasOwn(configs, qualifier) ? configs[qualifier] : undefined;
  if (own === undefined) return {};
  const { lastModified, ...settings } = own;
  return settings;
}

/** The actions. */
export function eventSettingActions({ store, clock }: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  async function change(
    caller: CompanionCaller,
    { FunctionName, Qualifier }: Pick<Read<typeof settingRules>, "FunctionName" | "Qualifier">,
    to: (before: EventConfig | undefined, of: FunctionReference) => Omit<EventConfig, "lastModified"> | undefined,
  ): Promise<Readonly<Record<string, unknown>>> {
    const of = functionReference(caller, FunctionName, Qualifier);
    const qualifier = of.qualifier ?? "$LATEST";
    return store.transaction(async (tx) => {
      const { record } = await versionOrThrow(tx, of);
      const { [qualifier]: before, ...others } = record.value.eventConfigs ?? {};
      const settings = to(before, of);
      const own = settings && { ...settings, lastModified: clock.now() };
      const eventConfigs = own === undefined ? others : { ...others, [qualifier]: own };
      await tx.companionRecords.update({ ...record, value: { ...record.value, eventConfigs } });
      return own === undefined ? {} : shown(of, qualifier, own);
    });
  }

  return {
    async PutFunctionEventInvokeConfig(caller, input) {
      const asked = readInput(settingRules, input);
      const settings = settingsOf(caller, asked);
      if (Object.keys(settings).length === 0) {
        throw new InvalidParameterValueException(
          "You must specify at least one of error handling or destination setting.",
        );
      }
      return change(caller, asked, () => settings);
    },

    async UpdateFunctionEventInvokeConfig(caller, input) {
      const asked = readInput(settingRules, input);
      const settings = settingsOf(caller, asked);
      return change(caller, asked, (before, of) => {
        if (before === undefined) throw notThere(of);
        // Destinations are changed together; an empty one takes its own away.
        const { onSuccess, onFailure, ...others } = before;
        return { ...(asked.DestinationConfig === undefined ? before : others), ...settings };
      });
    },

    async GetFunctionEventInvokeConfig(caller, input) {
      const { FunctionName, Qualifier } = readInput(qualifiedRules, input);
      const of = functionReference(caller, FunctionName, Qualifier);
      const qualifier = of.qualifier ?? "$LATEST";
      const { eventConfigs = {} } = (await versionOrThrow(store, of)).record.value;
      if (!Object.hasOwn(eventConfigs, qualifier)) throw notThere(of);
      return shown(of, qualifier, eventConfigs[qualifier]!);
    },

    async DeleteFunctionEventInvokeConfig(caller, input) {
      return change(caller, readInput(qualifiedRules, input), (before, of) => {
        if (before === undefined) throw notThere(of);
        return undefined;
      });
    },

    async ListFunctionEventInvokeConfigs(caller, input) {
      const { FunctionName, Marker, MaxItems = 50 } = readInput(listRules, input);
      const of = unqualifiedReference(caller, FunctionName);
      const { eventConfigs = {} } = (await functionOrThrow(store, of)).value;
      const all = Object.entries(eventConfigs).sort(([a], [b]) => (a < b ? -1 : 1));
      const first = Marker === undefined || Marker === "" ? 0 : all.findIndex(([qualifier]) => qualifier === Marker);
      if (first < 0) throw new InvalidParameterValueException("Invalid Marker");
      const behind = first + MaxItems;
      return {
        FunctionEventInvokeConfigs: all.slice(first, behind).map(([qualifier, config]) => shown(of, qualifier, config)),
        NextMarker: all[behind]?.[0],
      };
    },
  };
}

function settingsOf(caller: CompanionCaller, asked: Read<typeof settingRules>): Omit<EventConfig, "lastModified"> {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = asked;
  // Tools send both destinations, empty.
  const onSuccess = DestinationConfig?.OnSuccess?.Destination || undefined;
  const onFailure = DestinationConfig?.OnFailure?.Destination || undefined;
  checkDestinations(functionReference(caller, asked.FunctionName, asked.Qualifier), onSuccess, onFailure);
  return {
    ...(onSuccess !== undefined && { onSuccess }),
    ...(onFailure !== undefined && { onFailure }),
    ...(MaximumRetryAttempts !== undefined && { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds !== undefined && { maximumEventAgeSeconds: MaximumEventAgeInSeconds }),
  };
}

/** Services that records may go to. */
const destinations: ReadonlySet<string> = new Set(["lambda", "sqs", "sns", "events"]);

/** Nothing asks whether a destination exists; a record for a function that is not there is given up with a warning. */
function checkDestinations(of: FunctionReference, onSuccess: string | undefined, onFailure: string | undefined): void {
  for (const [destination, isFailure] of [
    [onSuccess, false],
    [onFailure, true],
  ] as const) {
    if (destination === undefined) continue;
    const [scheme, , service = ""] = destination.split(":", 3);
    const isOne = scheme === "arn" && (destinations.has(service) || (isFailure && service === "s3"));
    if (!isOne) {
      const part = (name: string, arn: string | undefined) =>
        arn === undefined ? "null" : `${name}(destination=${arn})`;
      throw new InvalidParameterValueException(
        `The provided destination config DestinationConfig(onSuccess=${part("OnSuccess", onSuccess)}, onFailure=${part("OnFailure", onFailure)}) is invalid.`,
      );
    }
    const own = functionArn({ ...of, qualifier: undefined });
    if (destination === own || destination.startsWith(`${own}:`)) {
      throw new InvalidParameterValueException("You can't specify the function as a destination for itself.");
    }
  }
}

function shown(of: FunctionReference, qualifier: string, config: EventConfig): Readonly<Record<string, unknown>> {
  const { lastModified, maximumRetryAttempts, maximumEventAgeSeconds, onSuccess, onFailure } = config;
  return {
    LastModified: lastModified / 1000,
    FunctionArn: functionArn({ ...of, qualifier }),
    ...(maximumRetryAttempts !== undefined && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeSeconds !== undefined && { MaximumEventAgeInSeconds: maximumEventAgeSeconds }),
    DestinationConfig: {
      OnSuccess: onSuccess === undefined ? {} : { Destination: onSuccess },
      OnFailure: onFailure === undefined ? {} : { Destination: onFailure },
    },
  };
}

function notThere(of: FunctionReference): ResourceNotFoundException {
  const arn = functionArn({ ...of, qualifier: of.qualifier ?? "$LATEST" });
  return new ResourceNotFoundException(`The function ${arn} doesn't have an EventInvokeConfig`);
}
