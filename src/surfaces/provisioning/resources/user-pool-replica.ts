/**
 * AWS::Cognito::UserPoolReplica: a replica of a pool in another region. Its status belongs to
 * AWS::Cognito::UserPoolRegionalConfigurationAttachment, and nothing of it can change but by replacement.
 */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import { HandlerError } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import type { ResourceType } from "./resource-type.js";
import { secondaryReplicas } from "./secondary-replicas.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolReplica"];

export const userPoolReplica: ResourceType = {
  name: schema.name,
  schema,
  async create(call, { UserPoolId, RegionName, UserPoolTagsAtCreate }) {
    const identifier = identifierOf(schema, { UserPoolId, RegionName });
    const existing = await secondaryReplicas(call, UserPoolId);
    if (existing.some((replica) => replica.RegionName === RegionName)) {
      const text = `Resource of type '${schema.name}' with identifier '${identifier}' already exists.`;
      throw new HandlerError("AlreadyExists", text);
    }
    await call("CreateUserPoolReplica", { UserPoolId, RegionName, UserPoolTags: UserPoolTagsAtCreate });
    return { identifier };
  },
  async read(call, identifier) {
    const parts = identifierParts(schema, identifier);
    const existing = await secondaryReplicas(call, parts["UserPoolId"]);
    return existing.some((replica) => replica.RegionName === parts["RegionName"]) ? parts : undefined;
  },
  async update(call, identifier) {
    // The schema has the verb for tags of a stack, which stay with the stack here.
    const { UserPoolId } = identifierParts(schema, identifier);
    await call("ListUserPoolReplicas", { UserPoolId });
  },
  async delete(call, identifier) {
    await call("DeleteUserPoolReplica", identifierParts(schema, identifier));
  },
  async list(call, { UserPoolId }) {
    const existing = await secondaryReplicas(call, UserPoolId);
    return { identifiers: existing.map(({ RegionName }) => identifierOf(schema, { UserPoolId, RegionName })) };
  },
  // Its reference documents none, and then `Ref` is the identifier.
  ref: (_model, identifier) => identifier,
  attributes: () => ({}),
};
