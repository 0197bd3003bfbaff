/** Layers: published, read, listed and deleted. How functions use them is `layer-record.ts` and the port of functions. */
import { AlreadyExists } from "../../../ports/store.js";
import { type CompanionAction, type CompanionCaller, CompanionException } from "../../protocols/companion.js";
import { listOf, type Read, readInput, required, structure, text, whole } from "../member-rules.js";
import { resume } from "../page-tokens.js";
import { codePackage, layerContentRules } from "./code-package.js";
import { InvalidParameterValueException, ResourceNotFoundException } from "./exceptions.js";
import { runtimes } from "./function-settings.js";
import { lambdaTime, shownHash } from "./function-view.js";
import type { LambdaNeeds } from "./lambda.js";
import {
  findLayerVersion,
  type Layer,
  type LayerReference,
  type LayerVersion,
  layerArn,
  layerContentId,
  layerKey,
  layerKind,
  layerVersionArnRule,
  layerVersionKey,
  readLayerVersionArn,
} from "./layer-record.js";
import { forgetLayers } from "./layer-use.js";

const nameRule = text({
  min: 1,
  max: 140,
  pattern: String.raw`(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+`,
});
const runtimeRule = text({ oneOf: runtimes });
const architectureRule = text({ oneOf: ["x86_64", "arm64"] });
const nameRules = { LayerName: required(nameRule) };
const versionRules = { ...nameRules, VersionNumber: required(whole({ min: 1 })) };
const publishRules = {
  ...nameRules,
  Description: text({ max: 256 }),
  Content: required(structure(layerContentRules)),
  CompatibleRuntimes: listOf(runtimeRule, { max: 15 }),
  CompatibleArchitectures: listOf(architectureRule, { max: 2 }),
  LicenseInfo: text({ max: 512 }),
};
const pageRules = {
  CompatibleRuntime: runtimeRule,
  CompatibleArchitecture: architectureRule,
  Marker: text({ max: 4096 }),
  MaxItems: whole({ min: 1, max: 50 }),
};
const longestPage = 50;

/** The actions. */
export function layerActions(needs: LambdaNeeds): Readonly<Record<string, CompanionAction>> {
  const { store, clock, pages, readAsset, packageUrl } = needs;

  /** The next version of a layer; the first one makes it. */
  async function append(of: LayerReference, value: LayerVersion, bytes: Buffer): Promise<number> {
    return store.transaction(async (tx) => {
      const found = await tx.companionRecords.get<Layer>(layerKey(of));
      const version = (found?.value.lastVersion ?? 0) + 1;
      const after: Layer = { lastVersion: version, versions: [...(found?.value.versions ?? []), version] };
      if (found === undefined) await tx.companionRecords.insert({ ...layerKey(of), value: after });
      else await tx.companionRecords.update({ ...found, value: after });
      await tx.companionRecords.insert({ ...layerVersionKey(of, version), value });
      await tx.companionContents.put(layerContentId(of, version), bytes);
      return version;
    });
  }

  function whole(of: LayerReference, version: number, value: LayerVersion): Readonly<Record<string, unknown>> {
    return {
      Content: {
        Location: packageUrl(layerContentId(of, version)),
        CodeSha256: shownHash(value.sha256),
        CodeSize: value.size,
      },
      LayerArn: layerArn(of),
      ...listed(of, version, value),
    };
  }

  async function get(caller: CompanionCaller, of: LayerReference, version: number) {
    const found = isOwn(caller, of) ? await findLayerVersion(store, of, version) : undefined;
    if (found === undefined) throw notThere();
    return whole(of, version, found);
  }

  /** Versions that are listed, newest first, as far as they fit what is asked for. */
  async function matching(
    of: LayerReference,
    { versions }: Layer,
    { CompatibleRuntime, CompatibleArchitecture }: Read<typeof pageRules>,
    most: number,
  ): Promise<readonly (readonly [number, LayerVersion])[]> {
    const fits = (wanted: string | undefined, has: readonly string[] | undefined): boolean =>
      wanted === undefined || has?.includes(wanted) === true;
    const found: [number, LayerVersion][] = [];
    for (const version of versions.toReversed()) {
      const value = await findLayerVersion(store, of, version);
      if (value === undefined || !fits(CompatibleRuntime, value.CompatibleRuntimes)) continue;
      if (!fits(CompatibleArchitecture, value.CompatibleArchitectures)) continue;
      found.push([version, value]);
      if (found.length === most) break;
    }
    return found;
  }

  return {
    async PublishLayerVersion(caller, input) {
      const asked = readInput(publishRules, input);
      const of = layerReference(caller, asked.LayerName);
      if (!isOwn(caller, of)) throw notAuthorized(caller, "PublishLayerVersion", layerArn(of));
      const { bytes, sha256, unpacked } = await codePackage(caller, asked.Content, readAsset);
      const value: LayerVersion = {
        sha256,
        unpacked,
        size: bytes.length,
        createdAt: clock.now(),
        Description: asked.Description ?? "",
        LicenseInfo: asked.LicenseInfo,
        CompatibleRuntimes: asked.CompatibleRuntimes,
        CompatibleArchitectures: asked.CompatibleArchitectures,
      };
      try {
        return whole(of, await append(of, value, bytes), value);
      } catch (error) {
        if (!(error instanceof AlreadyExists)) throw error;
        throw new CompanionException("TooManyRequestsException", "Rate Exceeded.", 429);
      }
    },

    async GetLayerVersion(caller, input) {
      const { LayerName, VersionNumber } = readInput(versionRules, input);
      return get(caller, layerReference(caller, LayerName), VersionNumber);
    },

    async GetLayerVersionByArn(caller, input) {
      const { version, ...of } = readLayerVersionArn(readInput({ Arn: required(layerVersionArnRule) }, input).Arn);
      return get(caller, of, version);
    },

    /** What is not there counts as deleted. */
    async DeleteLayerVersion(caller, input) {
      const { LayerName, VersionNumber } = readInput(versionRules, input);
      const of = layerReference(caller, LayerName);
      if (!isOwn(caller, of)) throw notAuthorized(caller, "DeleteLayerVersion", layerArn(of, VersionNumber));
      // Out of sight first: whoever names it from now on is refused, so that the look at its users is the last word.
      await store.transaction(async (tx) => {
        const layer = await tx.companionRecords.get<Layer>(layerKey(of));
        const found = await tx.companionRecords.get<LayerVersion>(layerVersionKey(of, VersionNumber));
        if (layer === undefined || found === undefined) return;
        const versions = layer.value.versions.filter((version) => version !== VersionNumber);
        await tx.companionRecords.update({ ...layer, value: { ...layer.value, versions } });
        await tx.companionRecords.update({ ...found, value: { ...found.value, isDeleted: true } });
      });
      await forgetLayers(store, [{ arn: layerArn(of, VersionNumber) }]);
      return {};
    },

    async ListLayerVersions(caller, input) {
      const { LayerName, ...asked } = readInput({ ...nameRules, ...pageRules }, input);
      const of = layerReference(caller, LayerName);
      const layer = isOwn(caller, of) ? await store.companionRecords.get<Layer>(layerKey(of)) : undefined;
      const all = layer === undefined ? [] : await matching(of, layer.value, asked, Number.POSITIVE_INFINITY);
      const { Marker, MaxItems = longestPage } = asked;
      const first = Marker ? all.findIndex(([version]) => String(version) === Marker) : 0;
      if (first < 0) throw new InvalidParameterValueException("Invalid Marker");
      const behind = first + MaxItems;
      return {
        LayerVersions: all.slice(first, behind).map(([version, value]) => listed(of, version, value)),
        NextMarker: all[behind]?.[0].toString(),
      };
    },

    async ListLayers(caller, input) {
      const asked = readInput(pageRules, input);
      const { accountId, region } = caller;
      const failure = new InvalidParameterValueException("Invalid Marker");
      const after = resume(pages, caller, layerKind, asked.Marker, failure);
      const request = { after, limit: asked.MaxItems ?? longestPage };
      const page = await store.companionRecords.page<Layer>({ accountId, region, kind: layerKind }, request);
      const Layers: unknown[] = [];
      for (const { name, value } of page.items) {
        const of = { accountId, region, name };
        const [latest] = await matching(of, value, asked, 1);
        if (latest === undefined) continue;
        Layers.push({ LayerName: name, LayerArn: layerArn(of), LatestMatchingVersion: listed(of, ...latest) });
      }
      return { Layers, NextMarker: pages.seal(caller, layerKind, page.next) };
    },

    /** Nobody else can be let in. */
    async GetLayerVersionPolicy(caller, input) {
      const { LayerName, VersionNumber } = readInput(versionRules, input);
      await get(caller, layerReference(caller, LayerName), VersionNumber);
      throw new ResourceNotFoundException("No policy is associated with the given resource.");
    },
  };
}

function layerReference(caller: CompanionCaller, given: string): LayerReference {
  const parts = given.split(":");
  if (parts.length === 1) return { accountId: caller.accountId, region: caller.region, name: given };
  return { region: parts[3]!, accountId: parts[4]!, name: parts[6]! };
}

function isOwn(caller: CompanionCaller, of: LayerReference): boolean {
  return of.accountId === caller.accountId && of.region === caller.region;
}

function listed(of: LayerReference, version: number, value: LayerVersion): Readonly<Record<string, unknown>> {
  const { LicenseInfo, CompatibleRuntimes, CompatibleArchitectures } = value;
  return {
    LayerVersionArn: layerArn(of, version),
    Version: version,
    Description: value.Description,
    CreatedDate: lambdaTime(value.createdAt),
    ...(CompatibleRuntimes && { CompatibleRuntimes }),
    ...(LicenseInfo !== undefined && { LicenseInfo }),
    ...(CompatibleArchitectures && { CompatibleArchitectures }),
  };
}

function notThere(): ResourceNotFoundException {
  return new ResourceNotFoundException("The resource you requested does not exist.");
}

function notAuthorized(caller: CompanionCaller, action: string, arn: string): CompanionException {
  const message = `User: ${caller.arn} is not authorized to perform: lambda:${action} on resource: ${arn}`;
  return new CompanionException("AccessDeniedException", message, 403);
}
