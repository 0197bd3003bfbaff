/**
 * AWS::Cognito::ManagedLoginBranding: the look of the login pages for one app client. The operation puts settings over
 * settings and images over images, so what a model no longer names stays until the style goes back to Cognito's own look.
 */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only, without } from "./model-comparison.js";
import type { ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::ManagedLoginBranding"];
const properties = Object.keys(schema.properties);

export const managedLoginBranding: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    const answer = await call("CreateManagedLoginBranding", without(model, ["ReturnMergedResources"]));
    return { identifier: identifierOf(schema, { ...answer.ManagedLoginBranding }) };
  },
  async read(call, identifier) {
    const answer = await ifFound(call("DescribeManagedLoginBranding", identifierParts(schema, identifier)));
    if (answer?.ManagedLoginBranding === undefined) return undefined;
    const model = only({ ...answer.ManagedLoginBranding }, properties);
    return answer.ManagedLoginBranding.Assets?.length ? model : without(model, ["Assets"]);
  },
  async update(call, identifier, _previous, desired) {
    const changes = without(desired, schema.writeOnly);
    await call("UpdateManagedLoginBranding", { ...changes, ...identifierParts(schema, identifier) });
  },
  async delete(call, identifier) {
    await call("DeleteManagedLoginBranding", identifierParts(schema, identifier));
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["ManagedLoginBrandingId"]!,
  attributes: (model) => only(model, schema.readOnly) as Record<string, string>,
};
