/**
 * What is kept of a function: one record with everything that may change together, one for each published version, and
 * the bytes of every deployment package that some version needs.
 */
import type { Tables } from "../../../ports/store.js";
import type { CompanionRecord, CompanionRecordKey } from "../../../ports/tables/companion-records.js";
import { functionNotFound } from "./exceptions.js";
import { type FunctionReference, functionArn } from "./function-name.js";

/** The tables that functions need, inside and outside a transaction. */
export type FunctionTables = Pick<Tables, "companionRecords" | "companionContents">;

/** What its owner sets, defaults filled in. */
export interface FunctionSettings {
  readonly Runtime: string;
  readonly Role: string;
  readonly Handler: string;
  readonly Description: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly TracingMode: string;
  readonly Architecture: string;
  readonly EphemeralStorageSize: number;
  readonly SnapStartApplyOn: string;
  readonly LoggingConfig: Readonly<Record<string, string>>;
  /** Undefined without an environment, which the service tells apart from an empty one. */
  readonly Variables?: Readonly<Record<string, string>> | undefined;
  readonly VpcConfig?: Readonly<Record<string, unknown>> | undefined;
  readonly DeadLetterTarget?: string | undefined;
  readonly KMSKeyArn?: string | undefined;
  /** In the order in which they lie over each other. */
  readonly Layers?: readonly LayerUse[] | undefined;
}

/** A version of a layer that a function uses. */
export interface LayerUse {
  readonly arn: string;
  readonly sha256: string;
  readonly size: number;
  readonly unpacked: number;
}

/** A deployment package. */
export interface FunctionCode {
  /** In hexadecimal: it names the content. */
  readonly sha256: string;
  readonly size: number;
  /** Unknown of packages of earlier versions of this program. */
  readonly unpacked?: number | undefined;
}

/** One state of code and settings. */
export interface FunctionVersion {
  readonly settings: FunctionSettings;
  readonly code: FunctionCode;
  readonly lastModified: number;
  readonly revisionId: string;
}

export interface FunctionAlias {
  readonly FunctionVersion: string;
  readonly Description: string;
  /** Shares of other versions, from 0 to 1. */
  readonly weights?: Readonly<Record<string, number>> | undefined;
  readonly revisionId: string;
}

/** A statement of a resource policy, as it is told. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: "*" | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface FunctionPolicy {
  readonly revisionId: string;
  readonly statements: readonly PolicyStatement[];
}

/** A function: its unpublished version, and all that belongs to the function itself. */
export interface FunctionValue extends FunctionVersion {
  /** Numbers are never used again. */
  readonly lastPublished: number;
  /** Published versions that are still there, oldest first, with the name of their code. */
  readonly published: readonly { readonly version: string; readonly sha256: string }[];
  readonly aliases: Readonly<Record<string, FunctionAlias>>;
  /** By qualifier; the empty one is the function's. */
  readonly policies: Readonly<Record<string, FunctionPolicy>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number | undefined;
  /** What becomes of asynchronous events, by qualifier. */
  readonly eventConfigs?: Readonly<Record<string, EventConfig>> | undefined;
}

/** What the owner says about asynchronous events. */
export interface EventConfig {
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  /** Where records of events go that the function is done with. */
  readonly onSuccess?: string;
  /** Where records of events go that are given up. */
  readonly onFailure?: string;
  readonly lastModified: number;
}

export type FunctionRecord = CompanionRecord<FunctionValue>;

/** Kind of the functions' records. */
export const functionKind = "lambda/function";

export function functionKey({ accountId, region, name }: FunctionReference): CompanionRecordKey {
  return { accountId, region, kind: functionKind, name };
}

/** The key of a published version. */
export function versionKey({ accountId, region, name }: FunctionReference, version: string): CompanionRecordKey {
  return { accountId, region, kind: "lambda/version", name: `${name}:${version}` };
}

/** The id of a deployment package. */
export function codeId({ accountId, region, name }: FunctionReference, sha256: string): string {
  return `lambda/${accountId}/${region}/${name}/${sha256}`;
}

/** The function, or ResourceNotFoundException. */
export async function functionOrThrow(tables: FunctionTables, of: FunctionReference): Promise<FunctionRecord> {
  const record = await tables.companionRecords.get<FunctionValue>(functionKey(of));
  if (record === undefined) throw functionNotFound(functionArn(of));
  return record;
}

/** A version as a qualifier found it. */
export interface ResolvedVersion {
  readonly record: FunctionRecord;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly state: FunctionVersion;
}

/** The version that a reference means: by number, by alias, or the unpublished one. Undefined when it is not there. */
export async function resolveVersion(
  tables: FunctionTables,
  of: FunctionReference,
): Promise<ResolvedVersion | undefined> {
  const record = await tables.companionRecords.get<FunctionValue>(functionKey(of));
  if (record === undefined) return undefined;
  const { aliases } = record.value;
  const qualifier = of.qualifier ?? "$LATEST";
  const version = Object.hasOwn(aliases, qualifier) ? aliases[qualifier]!.FunctionVersion : qualifier;
  if (version === "$LATEST") return { record, version, state: record.value };
  const published = await tables.companionRecords.get<FunctionVersion>(versionKey(of, version));
  return published && { record, version, state: published.value };
}

/** As `resolveVersion`, or ResourceNotFoundException. */
export async function versionOrThrow(tables: FunctionTables, of: FunctionReference): Promise<ResolvedVersion> {
  const found = await resolveVersion(tables, of);
  if (found === undefined) throw functionNotFound(functionArn(of));
  return found;
}

/** Removes a deployment package that no version of the function needs any more; call it with the state afterwards. */
export async function removeUnusedCode(
  tables: FunctionTables,
  of: FunctionReference,
  sha256: string,
  after: FunctionValue,
): Promise<void> {
  if (after.code.sha256 === sha256 || after.published.some((one) => one.sha256 === sha256)) return;
  await tables.companionContents.delete(codeId(of, sha256));
}
