/** AWS::Lambda::Alias: a name for a version of a function. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import { HandlerError, ifFound } from "../resources/handler-error.js";
import { without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

/** Aliases are listed of one function. */
const schema = { ...foreignTypeFacts["AWS::Lambda::Alias"], listBy: ["FunctionName"] };

interface VersionWeight {
  readonly FunctionVersion: string;
  readonly FunctionWeight: number;
}

export const lambdaAlias: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    const { FunctionName, Name } = model;
    const made = await call.companion("lambda", "CreateAlias", { FunctionName, Name, ...settingsOf(model) });
    return { identifier: String(made["AliasArn"]) };
  },
  async read(call, AliasArn) {
    const found = await ifFound(call.companion("lambda", "GetAlias", partsOf(AliasArn)));
    if (found === undefined) return undefined;
    const { Name, FunctionVersion, Description, RoutingConfig } = found;
    const { FunctionName } = partsOf(AliasArn);
    return without(
      {
        AliasArn,
        FunctionName,
        Name,
        FunctionVersion,
        Description: Description || undefined,
        RoutingConfig: RoutingConfig && weightsOf(RoutingConfig as ResourceModel),
      },
      [],
    );
  },
  async update(call, identifier, _previous, desired) {
    const { FunctionName, Name } = partsOf(identifier);
    await call.companion("lambda", "UpdateAlias", { FunctionName, Name, ...settingsOf(desired) });
  },
  async delete(call, identifier) {
    await call.companion("lambda", "DeleteAlias", partsOf(identifier));
  },
  async list(call, { FunctionName }, { limit, next }) {
    const page = await call.companion("lambda", "ListAliases", {
      FunctionName,
      MaxItems: Math.min(limit, 50),
      Marker: next,
    });
    const aliases = page["Aliases"] as readonly ResourceModel[];
    return {
      identifiers: aliases.map(({ AliasArn }) => String(AliasArn)),
      next: page["NextMarker"] as string | undefined,
    };
  },
  ref: (_model, identifier) => identifier,
  attributes: ({ AliasArn }) => ({ AliasArn: String(AliasArn) }),
};

/** The function and the name in an alias' ARN. */
function partsOf(arn: string): { readonly FunctionName: string; readonly Name: string } {
  const parts = arn.split(":");
  if (parts.length !== 8) throw new HandlerError("InvalidRequest", `Identifier ${arn} is not an ARN of an alias.`);
  return { FunctionName: parts[6]!, Name: parts[7]! };
}

/** All of an alias that may change; what a template does not say goes back to nothing. */
function settingsOf(model: ResourceModel): ResourceModel {
  if (model["ProvisionedConcurrencyConfig"] !== undefined) {
    throw new HandlerError(
      "InvalidRequest",
      "ProvisionedConcurrencyConfig is not available in this version of Poolhouse.",
    );
  }
  const routing = (model["RoutingConfig"] ?? {}) as { AdditionalVersionWeights?: readonly VersionWeight[] };
  const weights = (routing.AdditionalVersionWeights ?? []).map((one) => [one.FunctionVersion, one.FunctionWeight]);
  return {
    FunctionVersion: model["FunctionVersion"],
    Description: model["Description"] ?? "",
    RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(weights) },
  };
}

function weightsOf(routing: ResourceModel): ResourceModel {
  const weights = Object.entries(routing["AdditionalVersionWeights"] as Readonly<Record<string, number>>);
  return {
    AdditionalVersionWeights: weights.map(([FunctionVersion, FunctionWeight]) => ({ FunctionVersion, FunctionWeight })),
  };
}
