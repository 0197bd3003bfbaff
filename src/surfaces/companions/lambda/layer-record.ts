/**
 * What is kept of layers: one record for a name with the versions that are listed, one for each version, and its zip. A
 * version that was deleted while functions use it is kept for them, and shown to nobody; `layer-use.ts` removes it with the
 * last of them.
 */

import type { CompanionRecordKey } from "../../../ports/tables/companion-records.js";
import { partitionOf } from "../../protocols/signed-caller.js";
import { text } from "../member-rules.js";
import { InvalidParameterValueException } from "./exceptions.js";
import type { FunctionPlace } from "./function-name.js";
import type { FunctionTables, LayerUse } from "./function-record.js";

/** A layer's name and what is listed of it. */
export interface Layer {
  /** Numbers are never used again. */
  readonly lastVersion: number;
  /** Oldest first. */
  readonly versions: readonly number[];
}

/** One published version. */
export interface LayerVersion {
  readonly sha256: string;
  readonly size: number;
  readonly unpacked: number;
  readonly createdAt: number;
  readonly Description: string;
  readonly LicenseInfo?: string | undefined;
  readonly CompatibleRuntimes?: readonly string[] | undefined;
  readonly CompatibleArchitectures?: readonly string[] | undefined;
  readonly isDeleted?: true;
}

/** Which layer. */
export interface LayerReference extends FunctionPlace {
  readonly name: string;
}

export const layerKind = "lambda/layer";

export function layerKey({ accountId, region, name }: LayerReference): CompanionRecordKey {
  return { accountId, region, kind: layerKind, name };
}

export function layerVersionKey({ accountId, region, name }: LayerReference, version: number): CompanionRecordKey {
  return { accountId, region, kind: "lambda/layer-version", name: `${name}:${version}` };
}

/** The id of a version's zip. Names of functions have no slash, so it is none of theirs. */
export function layerContentId({ accountId, region, name }: LayerReference, version: number): string {
  return `lambda-layer/${accountId}/${region}/${name}/${version}`;
}

export function layerArn({ accountId, region, name }: LayerReference, version?: number): string {
  const arn = `arn:${partitionOf(region)}:lambda:${region}:${accountId}:layer:${name}`;
  return version === undefined ? arn : `${arn}:${version}`;
}

/** The ARN of a version, as functions name it. */
export const layerVersionArnRule = text({
  min: 1,
  max: 140,
  pattern: String.raw`arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:[0-9]{1,9}`,
});

/** The parts of an ARN that fits `layerVersionArnRule`. */
export function readLayerVersionArn(arn: string): LayerReference & { readonly version: number } {
  const [, , , region = "", accountId = "", , name = "", version = ""] = arn.split(":");
  return { region, accountId, name, version: Number(version) };
}

/** A version that may be seen; undefined when there is none. */
export async function findLayerVersion(
  tables: FunctionTables,
  of: LayerReference,
  version: number,
): Promise<LayerVersion | undefined> {
  const found = await tables.companionRecords.get<LayerVersion>(layerVersionKey(of, version));
  return found === undefined || found.value.isDeleted ? undefined : found.value;
}

/** What unpacking may take, as Lambda limits function and layers together. */
const maxUnpacked = 262_144_000;
const mostLayers = 5;

/**
 * The layers of a function, as its owner names them. Those it has already it may keep, though they were deleted meanwhile.
 * Throws InvalidParameterValueException in the service's words; call it in the transaction that stores them.
 */
export async function layersFor(
  tables: FunctionTables,
  place: FunctionPlace,
  arns: readonly string[],
  before: readonly LayerUse[] = [],
): Promise<readonly LayerUse[]> {
  if (arns.length > mostLayers) throw new InvalidParameterValueException("Cannot reference more than 5 layers.");
  const uses: LayerUse[] = [];
  for (const arn of arns) {
    const { version, ...of } = readLayerVersionArn(arn);
    if (of.region !== place.region) {
      throw new InvalidParameterValueException(
        `Layers are not in the same region as the function. Layers are expected to be in region ${place.region}.`,
      );
    }
    const other = uses.find((use) => use.arn.startsWith(`${layerArn(of)}:`));
    if (other !== undefined) {
      throw new InvalidParameterValueException(
        `Two different versions of the same layer are not allowed to be referenced in the same function. ${other.arn} and ${arn}`,
      );
    }
    const known = before.find((use) => use.arn === arn);
    const found = known === undefined ? await findLayerVersion(tables, of, version) : undefined;
    if (known !== undefined) uses.push(known);
    else if (found === undefined || of.accountId !== place.accountId) {
      throw new InvalidParameterValueException(`Layer version ${arn} does not exist.`);
    } else uses.push({ arn, sha256: found.sha256, size: found.size, unpacked: found.unpacked });
  }
  return uses;
}

/** Throws InvalidParameterValueException when code and layers are too large together. */
export function checkUnpackedSize(code: { readonly unpacked?: number | undefined }, layers: readonly LayerUse[]): void {
  const ofLayers = layers.reduce((sum, { unpacked }) => sum + unpacked, 0);
  if (ofLayers > maxUnpacked) {
    throw new InvalidParameterValueException(`Layers consume more than the available size of ${maxUnpacked} bytes`);
  }
  const whole = ofLayers + (code.unpacked ?? 0);
  if (layers.length > 0 && whole > maxUnpacked) {
    throw new InvalidParameterValueException(
      `Function code combined with layers exceeds the maximum allowed size of ${maxUnpacked} bytes. The actual size is ${whole} bytes.`,
    );
  }
}
