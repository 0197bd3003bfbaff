/** AWS::KMS::Alias: a name for a key, which may be moved to another one. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import { ifFound } from "../resources/handler-error.js";
import type { ResourceType } from "../resources/resource-type.js";

const schema = foreignTypeFacts["AWS::KMS::Alias"];

export const kmsAlias: ResourceType = {
  name: schema.name,
  schema,
  /** A key is compared by its id, whichever way a template names it. */
  normalise(model) {
    const { TargetKeyId } = model;
    if (typeof TargetKeyId !== "string" || !TargetKeyId.startsWith("arn:")) return model;
    const at = TargetKeyId.indexOf(":key/");
    return at < 0 ? model : { ...model, TargetKeyId: TargetKeyId.slice(at + ":key/".length) };
  },
  async create(call, model) {
    await call.companion("kms", "CreateAlias", model);
    return { identifier: String(model["AliasName"]) };
  },
  async read(call, AliasName) {
    const answer = await ifFound(call.companion("kms", "DescribeKey", { KeyId: AliasName }));
    if (answer === undefined) return undefined;
    return { AliasName, TargetKeyId: (answer["KeyMetadata"] as { KeyId: string }).KeyId };
  },
  async update(call, AliasName, _previous, { TargetKeyId }) {
    await call.companion("kms", "UpdateAlias", { AliasName, TargetKeyId });
  },
  async delete(call, AliasName) {
    await call.companion("kms", "DeleteAlias", { AliasName });
  },
  async list(call, _parent, { limit, next }) {
    const page = await call.companion("kms", "ListAliases", { Limit: Math.min(limit, 100), Marker: next });
    const aliases = page["Aliases"] as readonly { AliasName: string }[];
    return {
      identifiers: aliases.map(({ AliasName }) => AliasName),
      next: page["NextMarker"] as string | undefined,
    };
  },
  ref: (_model, identifier) => identifier,
  attributes: () => ({}),
};
