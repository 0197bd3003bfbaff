/** AWS::Cognito::UserPoolGroup over the group operations. A group without a name gets one. */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { only, without } from "./model-comparison.js";
import type { ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolGroup"];
const properties = Object.keys(schema.properties);

export const userPoolGroup: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    const group = { ...model, GroupName: model["GroupName"] ?? context.generatedName(128) };
    await call("CreateGroup", group);
    return { identifier: identifierOf(schema, group) };
  },
  async read(call, identifier) {
    const answer = await ifFound(call("GetGroup", identifierParts(schema, identifier)));
    if (answer?.Group === undefined) return undefined;
    const model = only({ ...answer.Group }, properties);
    return model["Description"] === "" ? without(model, ["Description"]) : model;
  },
  async update(call, _identifier, previous, desired) {
    // What the operation is not sent it keeps; a description can be emptied, a role and a precedence only replaced.
    const Description = desired["Description"] ?? (previous["Description"] === undefined ? undefined : "");
    await call("UpdateGroup", { ...desired, Description });
  },
  async delete(call, identifier) {
    await call("DeleteGroup", identifierParts(schema, identifier));
  },
  async list(call, parent, { limit, next }) {
    const page = await call("ListGroups", { ...parent, Limit: Math.min(limit, 60), NextToken: next });
    return { identifiers: (page.Groups ?? []).map((one) => identifierOf(schema, { ...one })), next: page.NextToken };
  },
  ref: (_model, identifier) => identifierParts(schema, identifier)["GroupName"]!,
  attributes: () => ({}),
};
