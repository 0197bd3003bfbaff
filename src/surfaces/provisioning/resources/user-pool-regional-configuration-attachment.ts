/**
 * AWS::Cognito::UserPoolRegionalConfigurationAttachment: what a replica has for itself. One installation is one place, so
 * the status is all of it that is kept; settings for the other region are shown as declared and do nothing. It has no
 * existence of its own: it is there as long as the replica is, and its deletion takes the replica out of service.
 */
import { resourceTypeFacts } from "../../../model/generated/resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError } from "./handler-error.js";
import { identifierOf, identifierParts } from "./identifier.js";
import type { ResourceModel, ResourceType } from "./resource-type.js";
import { secondaryReplicas } from "./secondary-replicas.js";

const schema = resourceTypeFacts["AWS::Cognito::UserPoolRegionalConfigurationAttachment"];

export const userPoolRegionalConfigurationAttachment: ResourceType = {
  name: schema.name,
  schema,
  async create(call, model) {
    const identifier = identifierOf(schema, model);
    await setStatus(call, identifier, model["Status"], "InvalidRequest");
    return { identifier };
  },
  async read(call, identifier): Promise<ResourceModel | undefined> {
    const { UserPoolId } = identifierParts(schema, identifier);
    const [replica] = await secondaryReplicas(call, UserPoolId);
    return replica && { UserPoolId, Status: replica.Status };
  },
  async update(call, identifier, _previous, desired) {
    await setStatus(call, identifier, desired["Status"], "NotFound");
  },
  async delete(call, identifier) {
    await setStatus(call, identifier, undefined, "NotFound");
  },
  ref: (_model, identifier) => identifier,
  attributes: () => ({}),
};

/** Without a status a replica is inactive, as the reference of the type says. */
async function setStatus(
  call: PrincipalCall,
  identifier: string,
  Status: unknown = "INACTIVE",
  otherwise: "InvalidRequest" | "NotFound",
): Promise<void> {
  const { UserPoolId } = identifierParts(schema, identifier);
  const [replica] = await secondaryReplicas(call, UserPoolId);
  if (replica === undefined) {
    throw new HandlerError(otherwise, `User pool ${UserPoolId} does not have a replica in another Region.`);
  }
  await call("UpdateUserPoolReplica", { UserPoolId, RegionName: replica.RegionName, Status });
}
