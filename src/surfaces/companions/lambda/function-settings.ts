/** Owns what may be set of a function: the members that creating and configuring share, their limits and defaults. */
import { flag, listOf, mapOf, type Read, structure, text, whole } from "../member-rules.js";
import { InvalidParameterValueException, NotAvailableException } from "./exceptions.js";
import type { FunctionSettings, LayerUse } from "./function-record.js";
import { layerVersionArnRule } from "./layer-record.js";

/** Every id that the documentation has listed for a runtime, those of the past included. */
export const runtimes: readonly string[] = [
  "nodejs",
  "nodejs4.3",
  "nodejs6.10",
  "nodejs8.10",
  "nodejs10.x",
  "nodejs12.x",
  "nodejs14.x",
  "nodejs16.x",
  "nodejs18.x",
  "nodejs20.x",
  "nodejs22.x",
  "nodejs24.x",
  "nodejs26.x",
  "java8",
  "java8.al2",
  "java11",
  "java17",
  "java21",
  "java25",
  "python2.7",
  "python3.6",
  "python3.7",
  "python3.8",
  "python3.9",
  "python3.10",
  "python3.11",
  "python3.12",
  "python3.13",
  "python3.14",
  "python3.15",
  "dotnetcore1.0",
  "dotnetcore2.0",
  "dotnetcore2.1",
  "dotnetcore3.1",
  "dotnet6",
  "dotnet8",
  "dotnet10",
  "go1.x",
  "ruby2.5",
  "ruby2.7",
  "ruby3.2",
  "ruby3.3",
  "ruby3.4",
  "ruby4.0",
  "provided",
  "provided.al2",
  "provided.al2023",
];

/** Variables that the runtime sets itself. */
const reservedVariables: ReadonlySet<string> = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SECRET_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);
const maxEnvironment = 4096;

const arnOrNothing = text({ max: 10_000, pattern: "(arn:(aws[a-zA-Z-]*)?:[a-z0-9-.]+:.*)|()" });
const anyStructure = structure({});

/** Members of both CreateFunction and UpdateFunctionConfiguration. */
export const settingsRules = {
  Runtime: text({ max: 128 }),
  Role: text({ max: 10_000, pattern: String.raw`arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+` }),
  Handler: text({ max: 128, pattern: String.raw`[\S]+` }),
  Description: text({ max: 256 }),
  Timeout: whole({ min: 1, max: 900 }),
  MemorySize: whole({ min: 128, max: 10_240 }),
  VpcConfig: structure({
    SubnetIds: listOf(text({ max: 1024, pattern: "subnet-[0-9a-z]*" }), { max: 16 }),
    SecurityGroupIds: listOf(text({ max: 1024, pattern: "sg-[0-9a-zA-Z]*" }), { max: 5 }),
    Ipv6AllowedForDualStack: flag,
  }),
  DeadLetterConfig: structure({ TargetArn: arnOrNothing }),
  Environment: structure({
    Variables: mapOf(text({ isSensitive: true }), { pattern: "[a-zA-Z]([a-zA-Z0-9_])+" }),
  }),
  KMSKeyArn: arnOrNothing,
  TracingConfig: structure({ Mode: text({ oneOf: ["Active", "PassThrough"] }) }),
  Layers: listOf(layerVersionArnRule),
  FileSystemConfigs: listOf(anyStructure, { max: 1 }),
  ImageConfig: anyStructure,
  EphemeralStorage: structure({ Size: whole({ min: 512, max: 10_240 }) }),
  SnapStart: structure({ ApplyOn: text({ oneOf: ["PublishedVersions", "None"] }) }),
  LoggingConfig: structure({
    LogFormat: text({ oneOf: ["JSON", "Text"] }),
    ApplicationLogLevel: text({ oneOf: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] }),
    SystemLogLevel: text({ oneOf: ["DEBUG", "INFO", "WARN"] }),
    LogGroup: text({ min: 1, max: 512, pattern: String.raw`[\.\-_/#A-Za-z0-9]+` }),
  }),
  CapacityProviderConfig: anyStructure,
  DurableConfig: anyStructure,
  TenancyConfig: anyStructure,
  RuntimeConfig: anyStructure,
  AcceleratorConfig: anyStructure,
};

/** The architectures of a function, which CreateFunction and UpdateFunctionCode set. */
export const architecturesRule = listOf(text({ oneOf: ["x86_64", "arm64"] }), { min: 1, max: 1 });

type Asked = Read<typeof settingsRules>;

/** Members that nothing here could honour, and an owner would rely on. */
const notAvailable = [
  "CapacityProviderConfig",
  "DurableConfig",
  "TenancyConfig",
  "RuntimeConfig",
  "AcceleratorConfig",
  "ImageConfig",
] as const;

/** Throws unless the settings can be had. */
function checkSettings(asked: Asked): void {
  for (const name of notAvailable) if (asked[name] !== undefined) throw new NotAvailableException(name);
  if ((asked.FileSystemConfigs ?? []).length > 0) throw new NotAvailableException("FileSystemConfigs");
  if (asked.Runtime !== undefined && !runtimes.includes(asked.Runtime)) {
    throw new InvalidParameterValueException(
      `Value ${asked.Runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${runtimes.join(", ")}] or be a valid ARN`,
    );
  }
  checkVariables(asked.Environment?.Variables ?? {});
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => reservedVariables.has(name));
  const beginning =
    "Lambda was unable to configure your environment variables because the environment variables you have provided";
  if (reserved.length > 0) {
    throw new InvalidParameterValueException(
      `${beginning} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  // The service repeats the variables here; they may be secrets, and its text would end in logs.
  if (Buffer.byteLength(JSON.stringify(variables)) > maxEnvironment) {
    throw new InvalidParameterValueException(`${beginning} exceeded the 4KB limit.`);
  }
}

/** The settings of a new function. Throws InvalidParameterValueException. */
export function newSettings(
  name: string,
  asked: Asked & { readonly Role: string },
  architecture = "x86_64",
): FunctionSettings {
  if (asked.Runtime === undefined || asked.Handler === undefined) {
    throw new InvalidParameterValueException(
      "Runtime and Handler are mandatory parameters for functions created with deployment packages.",
    );
  }
  const defaults: FunctionSettings = {
    Runtime: asked.Runtime,
    Role: asked.Role,
    Handler: asked.Handler,
    Description: "",
    Timeout: 3,
    MemorySize: 128,
    TracingMode: "PassThrough",
    Architecture: architecture,
    EphemeralStorageSize: 512,
    SnapStartApplyOn: "None",
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` },
  };
  return changedSettings(defaults, asked, undefined);
}

/** The settings after a change: what is not sent stays, what is sent empty goes. Throws InvalidParameterValueException. */
export function changedSettings(
  before: FunctionSettings,
  asked: Asked,
  layers: readonly LayerUse[] | undefined,
): FunctionSettings {
  checkSettings(asked);
  const given = asked.VpcConfig;
  return {
    Runtime: asked.Runtime ?? before.Runtime,
    Role: asked.Role ?? before.Role,
    Handler: asked.Handler ?? before.Handler,
    Description: asked.Description ?? before.Description,
    Timeout: asked.Timeout ?? before.Timeout,
    MemorySize: asked.MemorySize ?? before.MemorySize,
    TracingMode: asked.TracingConfig?.Mode ?? before.TracingMode,
    Architecture: before.Architecture,
    EphemeralStorageSize: asked.EphemeralStorage?.Size ?? before.EphemeralStorageSize,
    SnapStartApplyOn: asked.SnapStart?.ApplyOn ?? before.SnapStartApplyOn,
    LoggingConfig: loggingConfig(before.LoggingConfig, asked.LoggingConfig),
    Variables: asked.Environment === undefined ? before.Variables : emptyIsNone(asked.Environment.Variables),
    VpcConfig: given === undefined ? before.VpcConfig : vpcConfig(given),
    DeadLetterTarget:
      asked.DeadLetterConfig === undefined ? before.DeadLetterTarget : asked.DeadLetterConfig.TargetArn || undefined,
    KMSKeyArn: asked.KMSKeyArn === undefined ? before.KMSKeyArn : asked.KMSKeyArn || undefined,
    Layers: layers ?? before.Layers,
  };
}

function emptyIsNone(
  variables: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  return variables !== undefined && Object.keys(variables).length > 0 ? variables : undefined;
}

/** Without subnets a function leaves its network. */
function vpcConfig(given: NonNullable<Asked["VpcConfig"]>): FunctionSettings["VpcConfig"] {
  const { SubnetIds = [], SecurityGroupIds = [], Ipv6AllowedForDualStack = false } = given;
  if (SubnetIds.length === 0 && SecurityGroupIds.length === 0) return undefined;
  return { SubnetIds, SecurityGroupIds, VpcId: "", Ipv6AllowedForDualStack };
}

/** Levels exist in the JSON format only, and are INFO unless set. */
function loggingConfig(
  before: FunctionSettings["LoggingConfig"],
  asked: Asked["LoggingConfig"],
): FunctionSettings["LoggingConfig"] {
  if (asked === undefined) return before;
  const { LogFormat = before["LogFormat"] ?? "Text", LogGroup = before["LogGroup"] ?? "" } = asked;
  if (LogFormat === "Text") return { LogFormat, LogGroup };
  return {
    LogFormat,
    ApplicationLogLevel: asked.ApplicationLogLevel ?? before["ApplicationLogLevel"] ?? "INFO",
    SystemLogLevel: asked.SystemLogLevel ?? before["SystemLogLevel"] ?? "INFO",
    LogGroup,
  };
}
