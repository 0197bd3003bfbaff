/** AWS::Lambda::Version: code and settings as they are when it is made; any change makes another one. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, ifFound } from "../resources/handler-error.js";
import { only, without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

/** Versions are listed of one function. */
const schema = { ...foreignTypeFacts["AWS::Lambda::Version"], listBy: ["FunctionName"] };
const notAvailable = ["ProvisionedConcurrencyConfig", "RuntimePolicy", "FunctionScalingConfig"] as const;

export const lambdaVersion: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    for (const name of notAvailable) {
      if (model[name] === undefined) continue;
      throw new HandlerError("InvalidRequest", `${name} is not available in this version of Poolhouse.`);
    }
    const { FunctionName } = model;
    const before = await versionsOf(call, FunctionName, undefined);
    const made = await call.companion("lambda", "PublishVersion", {
      FunctionName,
      ...only(model, ["CodeSha256", "Description"]),
    });
    const identifier = String(made["FunctionArn"]);
    // Publishing what is published already answers the version that is there, which belongs to somebody else.
    if (before.identifiers.includes(identifier)) {
      throw new HandlerError(
        "AlreadyExists",
        `A version for this Lambda function exists ( ${made["Version"]} ). Modify the function to create a new version.`,
      );
    }
    return { identifier };
  },
  async read(call, FunctionArn) {
    const found = await ifFound(call.companion("lambda", "GetFunctionConfiguration", { FunctionName: FunctionArn }));
    if (found === undefined) return undefined;
    const { FunctionName, Version, CodeSha256, Description } = found;
    return without({ FunctionArn, FunctionName, Version, CodeSha256, Description: Description || undefined }, []);
  },
  async delete(call, FunctionArn) {
    await call.companion("lambda", "DeleteFunction", { FunctionName: FunctionArn });
  },
  list: (call, { FunctionName }, { next }) => versionsOf(call, FunctionName, next),
  ref: (_model, identifier) => identifier,
  attributes: ({ FunctionArn, Version }) => ({ FunctionArn: String(FunctionArn), Version: String(Version) }),
};

async function versionsOf(call: PrincipalCall, FunctionName: unknown, Marker: string | undefined) {
  const identifiers: string[] = [];
  let next = Marker;
  do {
    const page = await call.companion("lambda", "ListVersionsByFunction", { FunctionName, Marker: next });
    const versions = page["Versions"] as readonly ResourceModel[];
    const published = versions.filter(({ Version }) => Version !== "$LATEST");
    identifiers.push(...published.map(({ FunctionArn }) => String(FunctionArn)));
    next = page["NextMarker"] as string | undefined;
  } while (next !== undefined);
  return { identifiers };
}
