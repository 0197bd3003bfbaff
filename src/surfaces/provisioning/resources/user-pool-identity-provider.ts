/**
 * AWS::Cognito::UserPoolIdentityProvider over the identity provider operations. Details are texts; CDK writes SAML's
 * `IDPSignout` as a boolean, so single values become texts here.
 */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { coerceModel } from "./model-coercion.js";
import { only } from "./model-comparison.js";
import type { ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolIdentityProvider"];
const properties = Object.keys(schema.properties);

export const userPoolIdentityProvider: ResourceType = {
  name: schema.name,
  schema,
  normalise: (model) => ({ ...model, ...coerceModel(schema, only(model, ["ProviderDetails"])) }),
  async create(call, model) {
    await call("CreateIdentityProvider", model);
    return { identifier: identifierOf(schema, model) };
  },
  async read(call, identifier) {
    const answer = await ifFound(call("DescribeIdentityProvider", identifierParts(schema, identifier)));
    return answer && only({ ...answer.IdentityProvider }, properties);
  },
  async update(call, _identifier, previous, desired) {
    const settings = only(desired, ["UserPoolId", "ProviderName", "ProviderDetails"]);
    // What the operation is not sent it keeps, so what the model no longer has is sent empty.
    const mapping = desired["AttributeMapping"] ?? (previous["AttributeMapping"] && {});
    const identifiers = desired["IdpIdentifiers"] ?? (previous["IdpIdentifiers"] && []);
    await call("UpdateIdentityProvider", { ...settings, AttributeMapping: mapping, IdpIdentifiers: identifiers });
  },
  async delete(call, identifier) {
    await call("DeleteIdentityProvider", identifierParts(schema, identifier));
  },
  async list(call, parent, { limit, next }) {
    const page = await call("ListIdentityProviders", { ...parent, MaxResults: Math.min(limit, 60), NextToken: next });
    const identifiers = page.Providers.map((one) => identifierOf(schema, { ...parent, ...one }));
    return { identifiers, next: page.NextToken };
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["ProviderName"]!,
  attributes: () => ({}),
};
