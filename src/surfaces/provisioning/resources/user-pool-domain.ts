/** AWS::Cognito::UserPoolDomain over the domain operations. An unknown domain is no error there but an empty description. */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { DomainDescriptionType } from "../../../model/generated/types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only, without } from "./model-comparison.js";
import type { ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolDomain"];
const properties = Object.keys(schema.properties);

export const userPoolDomain: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    await call("CreateUserPoolDomain", model);
    return { identifier: identifierOf(schema, model) };
  },
  async read(call, identifier) {
    const domain = await domainOf(call, identifier);
    if (domain === undefined) return undefined;
    const model = only({ ...domain }, properties);
    // A prefix domain shows an empty one, which nobody may send back.
    return domain.CustomDomainConfig?.CertificateArn === undefined ? without(model, ["CustomDomainConfig"]) : model;
  },
  async update(call, _identifier, _previous, desired) {
    await call("UpdateUserPoolDomain", desired);
  },
  async delete(call, identifier) {
    if ((await domainOf(call, identifier)) === undefined)
      throw new HandlerError("NotFound", "No such domain or user pool exists.");
    await call("DeleteUserPoolDomain", identifierParts(schema, identifier));
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["Domain"]!,
  attributes: (model) => ({ CloudFrontDistribution: String(model["CloudFrontDistribution"] ?? "") }),
};

/** The domain if it is this pool's: a domain of another pool is not there (T-33). */
async function domainOf(call: PrincipalCall, identifier: string): Promise<DomainDescriptionType | undefined> {
  const { UserPoolId, Domain } = identifierParts(schema, identifier);
  const { DomainDescription } = await call("DescribeUserPoolDomain", { Domain });
  return DomainDescription?.UserPoolId === UserPoolId ? DomainDescription : undefined;
}
