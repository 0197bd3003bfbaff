/** AWS::Lambda::Function: code of the template or of the asset bucket, settings, tags and reserved concurrency. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, handlerErrorOf, ifFound } from "../resources/handler-error.js";
import { isSame, only, without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";
import { inlinePackage } from "./inline-code.js";

const facts = foreignTypeFacts["AWS::Lambda::Function"];
/** The published schema says of every member of Code that it cannot be read. */
const schema = { ...facts, writeOnly: [...facts.writeOnly, "Code"] };

/** Settings that are members of the API under the same name. */
const sharedNames = [
  "Runtime",
  "Role",
  "Handler",
  "Description",
  "Timeout",
  "MemorySize",
  "VpcConfig",
  "DeadLetterConfig",
  "Environment",
  "TracingConfig",
  "Layers",
  "FileSystemConfigs",
  "ImageConfig",
  "EphemeralStorage",
  "SnapStart",
  "LoggingConfig",
  "CapacityProviderConfig",
  "DurableConfig",
] as const;
const creationNames = ["PackageType", "CodeSigningConfigArn", "TenancyConfig", "Architectures"] as const;

/** What has one value only here. */
const fixedValues: Readonly<Record<string, unknown>> = {
  RecursiveLoop: "Terminate",
  RuntimeManagementConfig: { UpdateRuntimeOn: "Auto" },
  PublishToLatestPublished: false,
  FunctionScalingConfig: undefined,
};

export const lambdaFunction: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    checkFixed(model);
    const FunctionName = String(model["FunctionName"] ?? context.generatedName(64));
    await call.companion("lambda", "CreateFunction", {
      FunctionName,
      ...settingsOf(model),
      ...only(model, creationNames),
      Code: codeOf(model),
      Tags: Object.fromEntries(tagsOf(model)),
    });
    try {
      await reserve(call, FunctionName, undefined, model["ReservedConcurrentExecutions"]);
    } catch (error) {
      throw handlerErrorOf(error)?.leaving(FunctionName) ?? error;
    }
    return { identifier: FunctionName };
  },
  async read(call, FunctionName) {
    const answer = await ifFound(call.companion("lambda", "GetFunction", { FunctionName }));
    return answer && modelOf(answer);
  },
  async update(call, FunctionName, previous, desired) {
    checkFixed(desired);
    const differs = (...names: readonly string[]): boolean =>
      names.some((name) => !isSame(previous[name], desired[name]));
    if (differs(...sharedNames, "KmsKeyArn")) {
      const settings = { ...defaults(FunctionName), ...settingsOf(desired) };
      await call.companion("lambda", "UpdateFunctionConfiguration", { FunctionName, ...settings });
    }
    // The name of the file that inline code becomes depends on the runtime.
    if (differs("Code", "Architectures", "Runtime")) {
      const Architectures = desired["Architectures"] ?? ["x86_64"];
      await call.companion("lambda", "UpdateFunctionCode", { FunctionName, ...codeOf(desired), Architectures });
    }
    const concurrency = "ReservedConcurrentExecutions";
    await reserve(call, FunctionName, previous[concurrency], desired[concurrency]);
    if (differs("Tags")) await changeTags(call, FunctionName, previous, desired);
    if (differs("CodeSigningConfigArn")) throw new HandlerError("InvalidRequest", notAvailable("CodeSigningConfigArn"));
  },
  async delete(call, FunctionName) {
    await call.companion("lambda", "DeleteFunction", { FunctionName });
  },
  async list(call, _parent, { limit, next }) {
    const page = await call.companion("lambda", "ListFunctions", { MaxItems: Math.min(limit, 50), Marker: next });
    const functions = page["Functions"] as readonly { FunctionName: string }[];
    return {
      identifiers: functions.map(({ FunctionName }) => FunctionName),
      next: page["NextMarker"] as string | undefined,
    };
  },
  ref: (_model, identifier) => identifier,
  attributes(model) {
    const snap = model["SnapStartResponse"] as Readonly<Record<string, string>>;
    return {
      Arn: String(model["Arn"]),
      "SnapStartResponse.ApplyOn": String(snap["ApplyOn"]),
      "SnapStartResponse.OptimizationStatus": String(snap["OptimizationStatus"]),
    };
  },
};

/** Throws HandlerError where the owner wants what this version does not have. */
function checkFixed(model: ResourceModel): void {
  for (const [name, value] of Object.entries(fixedValues)) {
    if (model[name] !== undefined && !isSame(model[name], value)) {
      throw new HandlerError("InvalidRequest", notAvailable(name));
    }
  }
}

function notAvailable(name: string): string {
  return `${name} with this value is not available in this version of Poolhouse.`;
}

function settingsOf(model: ResourceModel): ResourceModel {
  const KMSKeyArn = model["KmsKeyArn"];
  return { ...only(model, sharedNames), ...(KMSKeyArn !== undefined && { KMSKeyArn }) };
}

/** What a property that a template no longer has goes back to. */
function defaults(name: string): ResourceModel {
  return {
    Description: "",
    Timeout: 3,
    MemorySize: 128,
    VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
    DeadLetterConfig: { TargetArn: "" },
    Environment: { Variables: {} },
    KMSKeyArn: "",
    TracingConfig: { Mode: "PassThrough" },
    Layers: [],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: "None" },
    LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` },
  };
}

function codeOf(model: ResourceModel): ResourceModel {
  const code = model["Code"] as ResourceModel;
  const { ZipFile } = code;
  if (typeof ZipFile !== "string") return code;
  return { ...code, ZipFile: inlinePackage(ZipFile, String(model["Runtime"])) };
}

function modelOf(answer: ResourceModel): ResourceModel {
  const configuration = answer["Configuration"] as ResourceModel;
  const { FunctionArn, KMSKeyArn, SnapStart, Description, VpcConfig } = configuration;
  const tags = Object.entries((answer["Tags"] ?? {}) as Readonly<Record<string, string>>);
  const concurrency = answer["Concurrency"] as ResourceModel | undefined;
  const layers = configuration["Layers"] as readonly { readonly Arn: string }[] | undefined;
  const own = ["FunctionName", "PackageType", "Architectures", ...sharedNames];
  return without(
    {
      ...only(configuration, own),
      Description: Description === "" ? undefined : Description,
      VpcConfig: VpcConfig && only(VpcConfig as ResourceModel, ["SubnetIds", "SecurityGroupIds"]),
      KmsKeyArn: KMSKeyArn,
      Layers: layers?.map((layer) => layer.Arn),
      Arn: FunctionArn,
      LoggingConfig: loggingOf(configuration),
      SnapStart: undefined,
      SnapStartResponse: SnapStart,
      ReservedConcurrentExecutions: concurrency?.["ReservedConcurrentExecutions"],
      Tags: tags.length === 0 ? undefined : tags.map(([Key, Value]) => ({ Key, Value })),
    },
    [],
  );
}

/** As templates write it: what goes without saying is left out, so that an interrupted creation is known again. */
function loggingOf({ FunctionName, LoggingConfig }: ResourceModel): ResourceModel {
  const { LogFormat, ApplicationLogLevel, SystemLogLevel, LogGroup } = LoggingConfig as ResourceModel;
  const said = without(
    {
      LogFormat: LogFormat === "Text" ? undefined : LogFormat,
      ApplicationLogLevel: ApplicationLogLevel === "INFO" ? undefined : ApplicationLogLevel,
      SystemLogLevel: SystemLogLevel === "INFO" ? undefined : SystemLogLevel,
      LogGroup: LogGroup === `/aws/lambda/${FunctionName}` ? undefined : LogGroup,
    },
    [],
  );
  return Object.keys(said).length === 0 ? { LogFormat } : said;
}

async function reserve(call: PrincipalCall, FunctionName: string, before: unknown, after: unknown): Promise<void> {
  if (before === after) return;
  if (after === undefined) await call.companion("lambda", "DeleteFunctionConcurrency", { FunctionName });
  else {
    const ReservedConcurrentExecutions = after;
    await call.companion("lambda", "PutFunctionConcurrency", { FunctionName, ReservedConcurrentExecutions });
  }
}

function tagsOf(model: ResourceModel): readonly (readonly [string, string])[] {
  const tags = (model["Tags"] ?? []) as readonly { Key: string; Value: string }[];
  return tags.map(({ Key, Value }) => [Key, Value] as const);
}

async function changeTags(call: PrincipalCall, name: string, previous: ResourceModel, desired: ResourceModel) {
  const configuration = await call.companion("lambda", "GetFunctionConfiguration", { FunctionName: name });
  const Resource = configuration["FunctionArn"];
  const wanted = tagsOf(desired);
  const TagKeys = tagsOf(previous)
    .map(([key]) => key)
    .filter((key) => !wanted.some(([other]) => other === key));
  if (TagKeys.length > 0) await call.companion("lambda", "UntagResource", { Resource, TagKeys });
  if (wanted.length > 0) await call.companion("lambda", "TagResource", { Resource, Tags: Object.fromEntries(wanted) });
}
