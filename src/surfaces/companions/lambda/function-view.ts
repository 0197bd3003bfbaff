/** Owns how functions, versions and aliases are shown: what is in force, in the members and the order of the service. */
import { partitionOf } from "../../protocols/signed-caller.js";
import { type FunctionReference, functionArn } from "./function-name.js";
import type { FunctionAlias, FunctionVersion } from "./function-record.js";

/** A moment as Lambda writes it: `2026-11-21T10:00:00.000+0000`. */
export function lambdaTime(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}

/** What `CodeSha256` shows of a package. */
export function shownHash(sha256: string): string {
  return Buffer.from(sha256, "hex").toString("base64");
}

/** FunctionConfiguration. `of.qualifier` is what the caller asked by; the ARN repeats it. */
export function functionConfiguration(
  of: FunctionReference,
  version: string,
  { settings, code, lastModified, revisionId }: FunctionVersion,
): Readonly<Record<string, unknown>> {
  const { Variables, VpcConfig, DeadLetterTarget, KMSKeyArn, LoggingConfig, Layers = [] } = settings;
  return {
    FunctionName: of.name,
    FunctionArn: functionArn(of),
    Runtime: settings.Runtime,
    Role: settings.Role,
    Handler: settings.Handler,
    CodeSize: code.size,
    Description: settings.Description,
    Timeout: settings.Timeout,
    MemorySize: settings.MemorySize,
    LastModified: lambdaTime(lastModified),
    CodeSha256: shownHash(code.sha256),
    Version: version,
    ...(VpcConfig && { VpcConfig }),
    ...(DeadLetterTarget !== undefined && { DeadLetterConfig: { TargetArn: DeadLetterTarget } }),
    ...(Variables && { Environment: { Variables } }),
    ...(KMSKeyArn !== undefined && { KMSKeyArn }),
    TracingConfig: { Mode: settings.TracingMode },
    RevisionId: revisionId,
    ...(Layers.length > 0 && { Layers: Layers.map(({ arn, size }) => ({ Arn: arn, CodeSize: size })) }),
    State: "Active",
    LastUpdateStatus: "Successful",
    PackageType: "Zip",
    Architectures: [settings.Architecture],
    EphemeralStorage: { Size: settings.EphemeralStorageSize },
    SnapStart: { ApplyOn: settings.SnapStartApplyOn, OptimizationStatus: "Off" },
    RuntimeVersionConfig: { RuntimeVersionArn: runtimeVersionArn(of, settings.Runtime) },
    LoggingConfig,
  };
}

/** A function in listings, which leave out its state. */
export function listedConfiguration(
  of: FunctionReference,
  version: string,
  state: FunctionVersion,
): Readonly<Record<string, unknown>> {
  const { State, LastUpdateStatus, RuntimeVersionConfig, ...listed } = functionConfiguration(of, version, state);
  return listed;
}

/** AliasConfiguration. */
export function aliasConfiguration(
  of: FunctionReference,
  name: string,
  { FunctionVersion, Description, weights, revisionId }: FunctionAlias,
): Readonly<Record<string, unknown>> {
  return {
    AliasArn: functionArn({ ...of, qualifier: name }),
    Name: name,
    FunctionVersion,
    Description,
    ...(weights && { RoutingConfig: { AdditionalVersionWeights: weights } }),
    RevisionId: revisionId,
  };
}

/** There is one version of every runtime here: whatever the machine has. */
function runtimeVersionArn({ region }: FunctionReference, runtime: string): string {
  return `arn:${partitionOf(region)}:lambda:${region}::runtime:${runtime}`;
}
