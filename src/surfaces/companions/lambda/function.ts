/** Functions: created, read, listed, changed and deleted. Publishing is `version.ts`. */
import { AlreadyExists } from "../../../ports/store.js";
import type { CompanionAction, CompanionCaller } from "../../protocols/companion.js";
import { flag, readInput, required, structure, text, whole } from "../member-rules.js";
import { resume } from "../page-tokens.js";
import { type CodePackage, codePackage, codeRules } from "./code-package.js";
import {
  checkRevision,
  functionNotFound,
  InvalidParameterValueException,
  NotAvailableException,
  ResourceConflictException,
} from "./exceptions.js";
import {
  type FunctionReference,
  functionArn,
  functionNameRule,
  functionReference,
  qualifierRule,
  readFunctionName,
  unqualifiedReference,
} from "./function-name.js";
import {
  codeId,
  type FunctionCode,
  type FunctionTables,
  type FunctionValue,
  type FunctionVersion,
  functionKey,
  functionKind,
  functionOrThrow,
  type LayerUse,
  removeUnusedCode,
  versionKey,
  versionOrThrow,
} from "./function-record.js";
import { architecturesRule, changedSettings, newSettings, settingsRules } from "./function-settings.js";
import { functionConfiguration, listedConfiguration } from "./function-view.js";
import type { LambdaNeeds } from "./lambda.js";
import { checkUnpackedSize, layersFor } from "./layer-record.js";
import { forgetLayers } from "./layer-use.js";
import { tagsRule } from "./tag.js";
import { publish } from "./version.js";

/** As many as the service ever lists on a page. */
const pageLength = 50;

const createRules = {
  ...settingsRules,
  FunctionName: required(functionNameRule),
  Role: required(settingsRules.Role),
  Code: required(structure(codeRules)),
  Publish: flag,
  PackageType: text({ oneOf: ["Zip", "Image"] }),
  Tags: tagsRule,
  CodeSigningConfigArn: text({ max: 200 }),
  Architectures: architecturesRule,
};
const nameRules = { FunctionName: required(functionNameRule) };
const qualifiedRules = { ...nameRules, Qualifier: qualifierRule };
const updateCodeRules = {
  ...nameRules,
  ...codeRules,
  Architectures: architecturesRule,
  Publish: flag,
  DryRun: flag,
  RevisionId: text({ max: 128 }),
};
const updateConfigurationRules = { ...nameRules, ...settingsRules, RevisionId: text({ max: 128 }) };
const listRules = {
  FunctionVersion: text({ oneOf: ["ALL"] }),
  MasterRegion: text({ max: 50 }),
  Marker: text({ max: 4096 }),
  MaxItems: whole({ min: 1, max: 10_000 }),
};

/** The actions. */
export function functionActions(needs: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  const { store, clock, random, pages, readAsset, packageUrl } = needs;

  /** Changes a function in one transaction, under a new revision; answers what it became. */
  async function change(
    of: FunctionReference,
    revision: string | undefined,
    to: (
      before: FunctionValue,
      tx: FunctionTables,
    ) => FunctionVersion | FunctionValue | Promise<FunctionVersion | FunctionValue>,
    also: (tx: FunctionTables, before: FunctionValue, after: FunctionValue) => Promise<void> = async () => {},
  ): Promise<FunctionValue> {
    return store.transaction(async (tx) => {
      const record = await functionOrThrow(tx, of);
      checkRevision(revision, record.value.revisionId);
      const before = record.value;
      const after = { ...before, ...(await to(before, tx)), lastModified: clock.now(), revisionId: random.uuid() };
      await tx.companionRecords.update({ ...record, value: after });
      await also(tx, before, after);
      return after;
    });
  }

  async function versionsOf(of: FunctionReference, value: FunctionValue): Promise<readonly unknown[]> {
    const listed: unknown[] = [listedConfiguration({ ...of, qualifier: "$LATEST" }, "$LATEST", value)];
    for (const { version } of value.published) {
      const found = await store.companionRecords.get<FunctionVersion>(versionKey(of, version));
      if (found) listed.push(listedConfiguration({ ...of, qualifier: version }, version, found.value));
    }
    return listed;
  }

  async function deleteVersion(of: FunctionReference & { readonly qualifier: string }): Promise<readonly LayerUse[]> {
    const { qualifier } = of;
    if (qualifier === "$LATEST") {
      throw new InvalidParameterValueException("$LATEST version cannot be deleted without deleting the function.");
    }
    return store.transaction(async (tx) => {
      const record = await functionOrThrow(tx, of);
      const { aliases, published } = record.value;
      if (Object.hasOwn(aliases, qualifier)) {
        throw new InvalidParameterValueException("Deletion of aliases is not currently supported.");
      }
      const found = published.find(({ version }) => version === qualifier);
      if (found === undefined) throw functionNotFound(functionArn(of));
      const pointing = Object.entries(aliases).find(
        ([, alias]) => alias.FunctionVersion === qualifier || Object.hasOwn(alias.weights ?? {}, qualifier),
      );
      if (pointing !== undefined) {
        throw new ResourceConflictException(
          `Version ${qualifier} cannot be deleted because alias ${functionArn({ ...of, qualifier: pointing[0] })} points to it.`,
        );
      }
      const policies = without(record.value.policies, qualifier);
      const eventConfigs = without(record.value.eventConfigs ?? {}, qualifier);
      const after = { ...record.value, policies, eventConfigs, published: published.filter((one) => one !== found) };
      await tx.companionRecords.update({ ...record, value: after });
      const uses = await layersOf(tx, of, qualifier);
      await tx.companionRecords.delete(versionKey(of, qualifier));
      await removeUnusedCode(tx, of, found.sha256, after);
      return uses;
    });
  }

  async function layersOf(tx: FunctionTables, of: FunctionReference, version: string): Promise<readonly LayerUse[]> {
    const found = await tx.companionRecords.get<FunctionVersion>(versionKey(of, version));
    return found?.value.settings.Layers ?? [];
  }

  /** Both deletions answer which layers were used. */
  async function deleteWhole(of: FunctionReference): Promise<readonly LayerUse[]> {
    return store.transaction(async (tx) => {
      const { value } = await functionOrThrow(tx, of);
      const uses = [...(value.settings.Layers ?? [])];
      for (const { version, sha256 } of value.published) {
        uses.push(...(await layersOf(tx, of, version)));
        await tx.companionRecords.delete(versionKey(of, version));
        await tx.companionContents.delete(codeId(of, sha256));
      }
      await tx.companionContents.delete(codeId(of, value.code.sha256));
      await tx.companionRecords.delete(functionKey(of));
      return uses;
    });
  }

  async function read(caller: CompanionCaller, input: Readonly<Record<string, unknown>>) {
    const { FunctionName, Qualifier } = readInput(qualifiedRules, input);
    const of = functionReference(caller, FunctionName, Qualifier);
    const { record, version, state } = await versionOrThrow(store, of);
    const location = packageUrl(codeId(of, state.code.sha256));
    return { value: record.value, configuration: functionConfiguration(of, version, state), location };
  }

  return {
    async CreateFunction(caller, input) {
      const asked = readInput(createRules, input);
      const of = unqualifiedReference(caller, asked.FunctionName);
      if (asked.PackageType === "Image") throw new NotAvailableException("A function of a container image");
      if (asked.CodeSigningConfigArn !== undefined) throw new NotAvailableException("CodeSigningConfigArn");
      const settings = newSettings(of.name, asked, asked.Architectures?.[0]);
      const code = await codePackage(caller, asked.Code, readAsset);
      try {
        return await store.transaction(async (tx) => {
          const layers = await layersFor(tx, of, asked.Layers ?? []);
          checkUnpackedSize(code, layers);
          const created: FunctionValue = {
            settings: { ...settings, Layers: layers },
            code: recordOf(code),
            lastModified: clock.now(),
            revisionId: random.uuid(),
            lastPublished: 0,
            published: [],
            aliases: {},
            policies: {},
            tags: asked.Tags ?? {},
          };
          await tx.companionRecords.insert({ ...functionKey(of), value: created });
          await tx.companionContents.put(codeId(of, code.sha256), code.bytes);
          if (asked.Publish !== true) return functionConfiguration(of, "$LATEST", created);
          return publish(tx, needs, of, {});
        });
      } catch (error) {
        if (!(error instanceof AlreadyExists)) throw error;
        throw new ResourceConflictException(`Function already exist: ${of.name}`);
      }
    },

    async GetFunction(caller, input) {
      const { value, configuration, location } = await read(caller, input);
      const { tags, reservedConcurrency } = value;
      return {
        Configuration: configuration,
        Code: { RepositoryType: "S3", Location: location },
        ...(Object.keys(tags).length > 0 && { Tags: tags }),
        ...(reservedConcurrency !== undefined && {
          Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
        }),
      };
    },

    GetFunctionConfiguration: async (caller, input) => (await read(caller, input)).configuration,

    async UpdateFunctionCode(caller, input) {
      const asked = readInput(updateCodeRules, input);
      const of = unqualifiedReference(caller, asked.FunctionName);
      const current = await functionOrThrow(store, of);
      checkRevision(asked.RevisionId, current.value.revisionId);
      const code = await codePackage(caller, asked, readAsset);
      const [Architecture] = asked.Architectures ?? [];
      const to = (before: FunctionValue): FunctionValue => ({
        ...before,
        settings: { ...before.settings, ...(Architecture !== undefined && { Architecture }) },
        code: recordOf(code),
      });
      checkUnpackedSize(code, current.value.settings.Layers ?? []);
      if (asked.DryRun === true) return functionConfiguration(of, "$LATEST", to(current.value));
      let answer: Readonly<Record<string, unknown>> = {};
      await change(of, asked.RevisionId, to, async (tx, before, after) => {
        checkUnpackedSize(code, after.settings.Layers ?? []);
        await tx.companionContents.put(codeId(of, code.sha256), code.bytes);
        await removeUnusedCode(tx, of, before.code.sha256, after);
        answer =
          asked.Publish === true ? await publish(tx, needs, of, {}) : functionConfiguration(of, "$LATEST", after);
      });
      return answer;
    },

    async UpdateFunctionConfiguration(caller, input) {
      const asked = readInput(updateConfigurationRules, input);
      const of = unqualifiedReference(caller, asked.FunctionName);
      let had: readonly LayerUse[] = [];
      const after = await change(of, asked.RevisionId, async (before, tx) => {
        const has = before.settings.Layers;
        had = has ?? [];
        const layers = asked.Layers && (await layersFor(tx, of, asked.Layers, has));
        checkUnpackedSize(before.code, layers ?? has ?? []);
        return { ...before, settings: changedSettings(before.settings, asked, layers) };
      });
      if (asked.Layers !== undefined) await forgetLayers(store, had);
      return functionConfiguration(of, "$LATEST", after);
    },

    async DeleteFunction(caller, input) {
      const { FunctionName, Qualifier } = readInput(qualifiedRules, input);
      const of = functionReference(caller, FunctionName, Qualifier);
      const { qualifier } = of;
      await forgetLayers(
        store,
        await (qualifier === undefined ? deleteWhole(of) : deleteVersion({ ...of, qualifier })),
      );
      return {};
    },

    async ListFunctions(caller, input) {
      const { FunctionVersion, Marker, MaxItems = pageLength } = readInput(listRules, input);
      const failure = new InvalidParameterValueException("Invalid Marker");
      const after = resume(pages, caller, functionKind, Marker, failure);
      const { accountId, region } = caller;
      const request = { after, limit: Math.min(MaxItems, pageLength) };
      const page = await store.companionRecords.page<FunctionValue>({ accountId, region, kind: functionKind }, request);
      const Functions: unknown[] = [];
      for (const { name, value } of page.items) {
        const of = readFunctionName(name, caller);
        if (FunctionVersion === "ALL") Functions.push(...(await versionsOf(of, value)));
        else Functions.push(listedConfiguration(of, "$LATEST", value));
      }
      return { Functions, NextMarker: pages.seal(caller, functionKind, page.next) };
    },
  };
}

function recordOf({ sha256, bytes, unpacked }: CodePackage): FunctionCode {
  return { sha256, size: bytes.length, unpacked };
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
