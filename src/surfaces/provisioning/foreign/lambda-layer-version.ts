/** AWS::Lambda::LayerVersion: a zip of the asset bucket that functions lay beside their code; any change makes another one. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import { HandlerError, ifFound } from "../resources/handler-error.js";
import { only, without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";

const schema = foreignTypeFacts["AWS::Lambda::LayerVersion"];
const sharedNames = [
  "Content",
  "Description",
  "CompatibleRuntimes",
  "CompatibleArchitectures",
  "LicenseInfo",
  "LayerName",
] as const;

export const lambdaLayerVersion: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    const LayerName = model["LayerName"] ?? context.generatedName(64);
    const made = await call.companion("lambda", "PublishLayerVersion", { ...only(model, sharedNames), LayerName });
    return { identifier: String(made["LayerVersionArn"]) };
  },
  async read(call, LayerVersionArn) {
    const named = partsOf(LayerVersionArn);
    const found = await ifFound(call.companion("lambda", "GetLayerVersion", named));
    if (found === undefined) return undefined;
    const { LayerName } = named;
    const { Description } = found;
    return without(
      {
        ...only(found, sharedNames),
        Content: undefined,
        LayerVersionArn,
        LayerName,
        Description: Description || undefined,
      },
      [],
    );
  },
  async delete(call, LayerVersionArn) {
    await call.companion("lambda", "DeleteLayerVersion", partsOf(LayerVersionArn));
  },
  async list(call, _parent, { limit, next }) {
    const page = await call.companion("lambda", "ListLayers", { MaxItems: Math.min(limit, 50), Marker: next });
    const identifiers: string[] = [];
    for (const { LayerName } of page["Layers"] as readonly ResourceModel[]) {
      let Marker: unknown;
      do {
        const versions = await call.companion("lambda", "ListLayerVersions", { LayerName, Marker });
        const listed = versions["LayerVersions"] as readonly ResourceModel[];
        identifiers.push(...listed.map(({ LayerVersionArn }) => String(LayerVersionArn)));
        Marker = versions["NextMarker"];
      } while (Marker !== undefined);
    }
    return { identifiers, next: page["NextMarker"] as string | undefined };
  },
  ref: (_model, identifier) => identifier,
  attributes: ({ LayerVersionArn }) => ({ LayerVersionArn: String(LayerVersionArn) }),
};

/** The layer and the number in a version's ARN. */
function partsOf(arn: string): { readonly LayerName: string; readonly VersionNumber: string } {
  const parts = arn.split(":");
  if (parts.length !== 8)
    throw new HandlerError("InvalidRequest", `Identifier ${arn} is not an ARN of a layer version.`);
  return { LayerName: parts[6]!, VersionNumber: parts[7]! };
}
