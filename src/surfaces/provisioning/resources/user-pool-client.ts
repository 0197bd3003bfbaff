/** AWS::Cognito::UserPoolClient over the app client operations. A client without a name gets one. */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { UserPoolClientType } from "../../../model/generated/types.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only, without } from "./model-comparison.js";
import type { ResourceModel, ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolClient"];
const properties = Object.keys(schema.properties);

export const userPoolClient: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    const ClientName = model["ClientName"] ?? context.generatedName(128);
    const { UserPoolClient } = await call("CreateUserPoolClient", { ...model, ClientName }, context.askedId);
    return { identifier: identifierOf(schema, { ...UserPoolClient }) };
  },
  async read(call, identifier) {
    const answer = await ifFound(call("DescribeUserPoolClient", identifierParts(schema, identifier)));
    return answer?.UserPoolClient && modelOf(answer.UserPoolClient);
  },
  async update(call, identifier, previous, desired) {
    const ClientName = desired["ClientName"] ?? previous["ClientName"];
    await call("UpdateUserPoolClient", {
      ...without(desired, ["GenerateSecret"]),
      ...identifierParts(schema, identifier),
      ClientName,
    });
  },
  async delete(call, identifier) {
    await call("DeleteUserPoolClient", identifierParts(schema, identifier));
  },
  async list(call, parent, { limit, next }) {
    const page = await call("ListUserPoolClients", { ...parent, MaxResults: Math.min(limit, 60), NextToken: next });
    const identifiers = (page.UserPoolClients ?? []).map((one) => identifierOf(schema, { ...one }));
    return { identifiers, next: page.NextToken };
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["ClientId"]!,
  attributes: (model) => only(model, schema.readOnly) as Record<string, string>,
};

function modelOf(client: UserPoolClientType): ResourceModel {
  const described = only({ ...client, Name: client.ClientName }, properties);
  // It is nowhere else to be read whether a secret was asked for; a client without one may never have said either.
  return client.ClientSecret === undefined ? described : { ...described, GenerateSecret: true };
}
