/** What becomes of asynchronous events: how often a failed one is given again, and how old one may become. */
import type { EventSettings } from "../../../ports/functions.js";
import type { CompanionAction, CompanionCaller } from "../../protocols/companion.js";
import { type Read, readInput, required, structure, text, whole } from "../member-rules.js";
import { InvalidParameterValueException, NotAvailableException, ResourceNotFoundException } from "./exceptions.js";
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
/** As Lambda does it unless told otherwise. */
const usual: EventSettings = { maximumRetryAttempts: 2, maximumEventAgeSeconds: 21_600 };

/** What is in force for a qualifier. */
export function eventSettingsOf(configs: Readonly<Record<string, EventConfig>> | undefined, qualifier = "$LATEST") {
  const own = configs !== undefined && Object.hasOwn(configs, qualifier) ? configs[qualifier] : undefined;
  return {
    maximumRetryAttempts: own?.maximumRetryAttempts ?? usual.maximumRetryAttempts,
    maximumEventAgeSeconds: own?.maximumEventAgeSeconds ?? usual.maximumEventAgeSeconds,
  } satisfies EventSettings;
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
      const settings = settingsOf(asked);
      if (Object.keys(settings).length === 0) {
        throw new InvalidParameterValueException(
          "You must specify at least one of error handling or destination setting.",
        );
      }
      return change(caller, asked, () => settings);
    },

    async UpdateFunctionEventInvokeConfig(caller, input) {
      const asked = readInput(settingRules, input);
      const settings = settingsOf(asked);
      return change(caller, asked, (before, of) => {
        if (before === undefined) throw notThere(of);
        return { ...before, ...settings };
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

function settingsOf(asked: Read<typeof settingRules>): Omit<EventConfig, "lastModified"> {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig = {} } = asked;
  // Tools send both destinations, empty.
  if (DestinationConfig.OnSuccess?.Destination || DestinationConfig.OnFailure?.Destination) {
    throw new NotAvailableException("A destination of asynchronous events");
  }
  return {
    ...(MaximumRetryAttempts !== undefined && { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds !== undefined && { maximumEventAgeSeconds: MaximumEventAgeInSeconds }),
  };
}

function shown(of: FunctionReference, qualifier: string, config: EventConfig): Readonly<Record<string, unknown>> {
  const { lastModified, maximumRetryAttempts, maximumEventAgeSeconds } = config;
  return {
    LastModified: lastModified / 1000,
    FunctionArn: functionArn({ ...of, qualifier }),
    ...(maximumRetryAttempts !== undefined && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAgeSeconds !== undefined && { MaximumEventAgeInSeconds: maximumEventAgeSeconds }),
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
  };
}

function notThere(of: FunctionReference): ResourceNotFoundException {
  const arn = functionArn({ ...of, qualifier: of.qualifier ?? "$LATEST" });
  return new ResourceNotFoundException(`The function ${arn} doesn't have an EventInvokeConfig`);
}
