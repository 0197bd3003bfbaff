/** Aliases: names for versions. */
import type { CompanionAction } from "../../protocols/companion.js";
import { decimal, mapOf, readInput, required, structure, text, whole } from "../member-rules.js";
import {
  checkRevision,
  functionNotFound,
  InvalidParameterValueException,
  ResourceConflictException,
  ResourceNotFoundException,
} from "./exceptions.js";
import { type FunctionReference, functionArn, functionNameRule, unqualifiedReference } from "./function-name.js";
import { type FunctionAlias, type FunctionValue, functionOrThrow } from "./function-record.js";
import { aliasConfiguration } from "./function-view.js";
import type { LambdaNeeds } from "./lambda.js";

const nameRule = text({ min: 1, max: 128, pattern: "(?!^[0-9]+$)([a-zA-Z0-9-_]+)" });
const versionRule = text({ min: 1, max: 1024, pattern: String.raw`(\$LATEST(\.PUBLISHED)?|[0-9]+)` });
const contentRules = {
  Description: text({ max: 256 }),
  RoutingConfig: structure({
    AdditionalVersionWeights: mapOf(decimal, { pattern: "[0-9]+", max: 1024 }),
  }),
};
const functionRules = { FunctionName: required(functionNameRule) };
const aliasRules = { ...functionRules, Name: required(nameRule) };
const createRules = { ...aliasRules, ...contentRules, FunctionVersion: required(versionRule) };
const updateRules = { ...aliasRules, ...contentRules, FunctionVersion: versionRule, RevisionId: text({ max: 128 }) };
const listRules = {
  ...functionRules,
  FunctionVersion: versionRule,
  Marker: text({ max: 4096 }),
  MaxItems: whole({ min: 1, max: 10_000 }),
};
const pageLength = 50;

/** Throws ResourceNotFoundException unless the version is there. */
function checkVersion(of: FunctionReference, { published }: FunctionValue, version: string): void {
  if (version === "$LATEST" || published.some((one) => one.version === version)) return;
  throw functionNotFound(functionArn({ ...of, qualifier: version }));
}

function checkWeights(of: FunctionReference, value: FunctionValue, alias: FunctionAlias): void {
  const weights = Object.entries(alias.weights ?? {});
  if (weights.length === 0) return;
  if (weights.length > 1) {
    throw new InvalidParameterValueException("Number of items in AdditionalVersionWeights cannot be greater than 1");
  }
  const [version, weight] = weights[0]!;
  if (alias.FunctionVersion === "$LATEST") {
    throw new InvalidParameterValueException("$LATEST is not supported for an alias pointing to more than 1 version");
  }
  if (weight < 0 || weight > 1) {
    throw new InvalidParameterValueException(
      `Invalid weight ${weight} for version ${version}. A weight is a number from 0.0 to 1.0.`,
    );
  }
  if (version === alias.FunctionVersion) {
    throw new InvalidParameterValueException(
      `Invalid function version ${version}. Function version ${version} is already included in routing configuration.`,
    );
  }
  checkVersion(of, value, version);
}

/** The actions. */
export function aliasActions({ store, random }: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  /** Puts an alias in the place of what was there, in one transaction. */
  async function put(
    of: FunctionReference,
    name: string,
    make: (value: FunctionValue, before: FunctionAlias | undefined) => FunctionAlias,
  ): Promise<Readonly<Record<string, unknown>>> {
    return store.transaction(async (tx) => {
      const record = await functionOrThrow(tx, of);
      const { aliases } = record.value;
      const alias = make(record.value, Object.hasOwn(aliases, name) ? aliases[name] : undefined);
      checkVersion(of, record.value, alias.FunctionVersion);
      checkWeights(of, record.value, alias);
      await tx.companionRecords.update({
        ...record,
        value: { ...record.value, aliases: { ...aliases, [name]: alias } },
      });
      return aliasConfiguration(of, name, alias);
    });
  }

  return {
    async CreateAlias(caller, input) {
      const asked = readInput(createRules, input);
      const of = unqualifiedReference(caller, asked.FunctionName);
      return put(of, asked.Name, (_, before) => {
        if (before !== undefined) {
          throw new ResourceConflictException(`Alias already exists: ${functionArn({ ...of, qualifier: asked.Name })}`);
        }
        return {
          FunctionVersion: asked.FunctionVersion,
          Description: asked.Description ?? "",
          weights: weightsOf(asked.RoutingConfig?.AdditionalVersionWeights),
          revisionId: random.uuid(),
        };
      });
    },

    async UpdateAlias(caller, input) {
      const asked = readInput(updateRules, input);
      const of = unqualifiedReference(caller, asked.FunctionName);
      return put(of, asked.Name, (_, before) => {
        if (before === undefined) {
          throw new ResourceNotFoundException(`Alias not found: ${functionArn({ ...of, qualifier: asked.Name })}`);
        }
        checkRevision(asked.RevisionId, before.revisionId);
        return {
          FunctionVersion: asked.FunctionVersion ?? before.FunctionVersion,
          Description: asked.Description ?? before.Description,
          weights:
            asked.RoutingConfig === undefined
              ? before.weights
              : weightsOf(asked.RoutingConfig.AdditionalVersionWeights),
          revisionId: random.uuid(),
        };
      });
    },

    async GetAlias(caller, input) {
      const { FunctionName, Name } = readInput(aliasRules, input);
      const of = unqualifiedReference(caller, FunctionName);
      const { aliases } = (await functionOrThrow(store, of)).value;
      const alias = Object.hasOwn(aliases, Name) ? aliases[Name] : undefined;
      if (alias === undefined) {
        throw new ResourceNotFoundException(`Cannot find alias arn: ${functionArn({ ...of, qualifier: Name })}`);
      }
      return aliasConfiguration(of, Name, alias);
    },

    /** What is not there counts as deleted, as long as the function is. */
    async DeleteAlias(caller, input) {
      const { FunctionName, Name } = readInput(aliasRules, input);
      const of = unqualifiedReference(caller, FunctionName);
      await store.transaction(async (tx) => {
        const record = await functionOrThrow(tx, of);
        const { [Name]: _gone, ...aliases } = record.value.aliases;
        const { [Name]: _policy, ...policies } = record.value.policies;
        const { [Name]: _events, ...eventConfigs } = record.value.eventConfigs ?? {};
        await tx.companionRecords.update({ ...record, value: { ...record.value, aliases, policies, eventConfigs } });
      });
      return {};
    },

    async ListAliases(caller, input) {
      const { FunctionName, FunctionVersion, Marker, MaxItems = pageLength } = readInput(listRules, input);
      const of = unqualifiedReference(caller, FunctionName);
      const { aliases } = (await functionOrThrow(store, of)).value;
      const all = Object.entries(aliases)
        .filter(([, alias]) => FunctionVersion === undefined || alias.FunctionVersion === FunctionVersion)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const first = Marker === undefined || Marker === "" ? 0 : all.findIndex(([name]) => name === Marker);
      if (first < 0) throw new InvalidParameterValueException("Invalid Marker");
      const behind = first + Math.min(MaxItems, pageLength);
      return {
        Aliases: all.slice(first, behind).map(([name, alias]) => aliasConfiguration(of, name, alias)),
        NextMarker: all[behind]?.[0],
      };
    },
  };
}

function weightsOf(given: Readonly<Record<string, number>> | undefined): FunctionAlias["weights"] {
  return given !== undefined && Object.keys(given).length > 0 ? given : undefined;
}
