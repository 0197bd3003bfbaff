/**
 * AWS::Cognito::UserPool: the pool, its second factors and its tags in one resource. Factors belong to an operation of
 * their own, so a pool that names any is made without them first. How a model maps to and from the operations is
 * `user-pool-model.ts`.
 */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { SchemaAttributeType } from "../../../model/generated/types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, handlerErrorOf, ifFound } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import { isSame, only } from "./model-comparison.js";
import type { ResourceModel, ResourceType } from "./resource-type.js";
import {
  createInput,
  factorsInput,
  lackedBy,
  modelOf,
  namesFactors,
  newCustomAttributes,
  updateInput,
} from "./user-pool-model.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPool"];

/** What no operation changes on a pool that exists, though the schema does not say so. */
const fixed = ["AliasAttributes", "UsernameAttributes", "UsernameConfiguration"] as const;

export const userPool: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model, context) {
    const named = { ...model, UserPoolName: model["UserPoolName"] ?? context.generatedName(128) };
    const { UserPool } = await call("CreateUserPool", createInput(named), context.askedId);
    const identifier = identifierOf(schema, { UserPoolId: UserPool?.Id });
    try {
      if (namesFactors(model)) await call("SetUserPoolMfaConfig", factorsInput(model, identifier));
    } catch (error) {
      throw handlerErrorOf(error)?.leaving(identifier) ?? error;
    }
    return { identifier };
  },
  async read(call, identifier) {
    const asked = identifierParts(schema, identifier);
    const described = await ifFound(call("DescribeUserPool", asked));
    const factors = await ifFound(call("GetUserPoolMfaConfig", asked));
    return described?.UserPool && factors && modelOf(described.UserPool, factors);
  },
  async update(call, identifier, previous, desired) {
    refuseFixedChanges(previous, desired);
    const attributes = newCustomAttributes(previous, desired);
    const name = desired["UserPoolName"] ?? previous["UserPoolName"];
    const settings = updateInput({ ...desired, UserPoolName: name }, previous, identifier);
    const changeFactors = async () => {
      if (namesFactors(previous) || namesFactors(desired)) {
        await call("SetUserPoolMfaConfig", factorsInput(desired, identifier));
      }
    };
    // Second factors need settings (an SMS role), so they go before them and come after them.
    const switchesOff = (desired["MfaConfiguration"] ?? "OFF") === "OFF";
    if (switchesOff) await changeFactors();
    await call("UpdateUserPool", settings);
    if (!switchesOff) await changeFactors();
    if (attributes.length > 0) await addAttributes(call, identifier, attributes);
    if (!isSame(previous["UserPoolTags"], desired["UserPoolTags"])) await changeTags(call, identifier, desired);
  },
  async delete(call, identifier) {
    await call("DeleteUserPool", identifierParts(schema, identifier));
  },
  async list(call, _parent, { limit, next }) {
    const page = await call("ListUserPools", { MaxResults: Math.min(limit, 60), NextToken: next });
    return { identifiers: (page.UserPools ?? []).flatMap(({ Id }) => Id ?? []), next: page.NextToken };
  },
  ref: (_model, identifier) => identifier,
  attributes: (model) => only(model, schema.readOnly) as Record<string, string>,
};

function refuseFixedChanges(previous: ResourceModel, desired: ResourceModel): void {
  for (const name of fixed) {
    const [before, after] = [previous[name], desired[name]].map((value) =>
      Array.isArray(value) && value.length === 0 ? undefined : value,
    );
    if (!isSame(before, after)) {
      throw new HandlerError("InvalidRequest", `Updates are not allowed for property - ${name}.`);
    }
  }
}

async function addAttributes(
  call: PrincipalCall,
  identifier: string,
  attributes: readonly SchemaAttributeType[],
): Promise<void> {
  const { UserPool } = await call("DescribeUserPool", { UserPoolId: identifier });
  const lacked = lackedBy(UserPool, attributes);
  if (lacked.length > 0) await call("AddCustomAttributes", { UserPoolId: identifier, CustomAttributes: lacked });
}

/** Brings the tags of a pool to those of the model: what it no longer names is taken off first. */
async function changeTags(call: PrincipalCall, identifier: string, desired: ResourceModel): Promise<void> {
  const { UserPool } = await call("DescribeUserPool", { UserPoolId: identifier });
  const ResourceArn = UserPool?.Arn;
  const { Tags: present = {} } = await call("ListTagsForResource", { ResourceArn });
  const wanted = (desired["UserPoolTags"] ?? {}) as Record<string, string>;
  const gone = Object.keys(present).filter((key) => !Object.hasOwn(wanted, key));
  if (gone.length > 0) await call("UntagResource", { ResourceArn, TagKeys: gone });
  if (Object.keys(wanted).length > 0) await call("TagResource", { ResourceArn, Tags: wanted });
}
