/**
 * AWS::Cognito::UserPoolUserToGroupAttachment: that a user is in a group. Group names and usernames may hold `|`; group
 * names come first in the identifier, so where several readings are possible the shortest group name is meant.
 */
import { createHash } from "node:crypto";
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import type { ResourceType } from "./resource-type.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolUserToGroupAttachment"];

export const userPoolUserToGroupAttachment: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    const identifier = identifierOf(schema, model);
    if (await isMember(call, identifier)) {
      throw new HandlerError(
        "AlreadyExists",
        `Resource of type '${schema.name}' with identifier '${identifier}' already exists.`,
      );
    }
    await call("AdminAddUserToGroup", model);
    return { identifier };
  },
  async read(call, identifier) {
    return (await isMember(call, identifier)) ? identifierParts(schema, identifier) : undefined;
  },
  async delete(call, identifier) {
    if (!(await isMember(call, identifier))) {
      throw new HandlerError(
        "NotFound",
        `Resource of type '${schema.name}' with identifier '${identifier}' was not found.`,
      );
    }
    await call("AdminRemoveUserFromGroup", identifierParts(schema, identifier));
  },
  // The real one ends in random characters and is forgotten nowhere; ours says the same each time it is asked.
  ref: (_model, identifier) =>
    `UserToGroupAttachment-${createHash("sha256").update(identifier).digest("base64url").replace(/[-_]/g, "x").slice(0, 12)}`,
  attributes: () => ({}),
};

async function isMember(call: PrincipalCall, identifier: string): Promise<boolean> {
  const { UserPoolId, GroupName, Username } = identifierParts(schema, identifier);
  let next: string | undefined;
  do {
    const page = await ifFound(call("AdminListGroupsForUser", { UserPoolId, Username, Limit: 60, NextToken: next }));
    if (page?.Groups?.some((group) => group.GroupName === GroupName)) return true;
    next = page?.NextToken;
  } while (next !== undefined);
  return false;
}
