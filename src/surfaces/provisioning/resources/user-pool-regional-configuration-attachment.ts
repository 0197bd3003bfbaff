/**
 * AWS::Cognito::UserPoolRegionalConfigurationAttachment: what a replica has for itself. One installation is one place, so
 * the status is all of it that is kept; settings for the other region are shown as declared and do nothing. Nothing but the
 * declaration tells whether it is there. Its deletion takes the replica out of service.
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
  async read(call, identifier, declared): Promise<ResourceModel | undefined> {
    const { UserPoolId } = identifierParts(schema, identifier);
    const [replica] = await secondaryReplicas(call, UserPoolId);
    if (replica === undefined || (await declared()) === undefined) return undefined;
    return { UserPoolId, Status: replica.Status };
  },
  async update(call, identifier, _previous, desired) {
    await setStatus(call, identifier, desired["Status"], "NotFound");
  },
  async delete(call, identifier, declared) {
    if ((await declared()) === undefined) {
      throw new HandlerError(
        "NotFound",
        `Resource of type '${schema.name}' with identifier '${identifier}' was not found.`,
      );
    }
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
