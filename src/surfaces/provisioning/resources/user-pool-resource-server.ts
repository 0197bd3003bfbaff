/** AWS::Cognito::UserPoolResourceServer over the resource server operations. */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only } from "./model-comparison.js";
import type { ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolResourceServer"];
const properties = Object.keys(schema.properties);

export const userPoolResourceServer: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    await call("CreateResourceServer", model);
    return { identifier: identifierOf(schema, model) };
  },
  async read(call, identifier) {
    const answer = await ifFound(call("DescribeResourceServer", identifierParts(schema, identifier)));
    return answer && only({ ...answer.ResourceServer }, properties);
  },
  async update(call, _identifier, _previous, desired) {
    await call("UpdateResourceServer", desired);
  },
  async delete(call, identifier) {
    await call("DeleteResourceServer", identifierParts(schema, identifier));
  },
  async list(call, parent, { limit, next }) {
    const page = await call("ListResourceServers", { ...parent, MaxResults: Math.min(limit, 50), NextToken: next });
    return { identifiers: page.ResourceServers.map((one) => identifierOf(schema, { ...one })), next: page.NextToken };
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["Identifier"]!,
  attributes: () => ({}),
};
