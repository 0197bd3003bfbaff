/**
 * AWS::IAM::Policy: one policy inside each of several roles. IAM knows nothing of such a thing, only the policies in the
 * roles, so what was declared says where they are.
 */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { HandlerError, ifFound } from "../resources/handler-error.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";
import { documentOf, documentText, missingIn, refuseUsersAndGroups, textsOf, withDocument } from "./iam-documents.js";

const schema = foreignTypeFacts["AWS::IAM::Policy"];

export const iamPolicy: ResourceType = {
  name: schema.name,
  schema,
  normalise: (model) => withDocument(model, "PolicyDocument"),
  async create(call, model, context) {
    refuseStrangeOwners(model);
    const put: string[] = [];
    try {
      for (const role of textsOf(model["Roles"])) {
        await putInto(call, role, model);
        put.push(role);
      }
    } catch (error) {
      await takeFrom(call, put, model["PolicyName"]);
      throw error;
    }
    return { identifier: context.generatedName(128) };
  },
  async read(call, Id, declared) {
    const model = await declared();
    if (model === undefined) return undefined;
    const { PolicyName } = model;
    const Roles: string[] = [];
    let PolicyDocument: unknown;
    for (const RoleName of textsOf(model["Roles"])) {
      const found = await ifFound(call.companion("iam", "GetRolePolicy", { RoleName, PolicyName }));
      if (found === undefined) continue;
      Roles.push(RoleName);
      PolicyDocument ??= documentOf(found["PolicyDocument"]);
    }
    return Roles.length === 0 ? undefined : { Id, PolicyName, PolicyDocument, Roles };
  },
  async update(call, _id, previous, desired) {
    refuseStrangeOwners(desired);
    const roles = textsOf(desired["Roles"]);
    for (const role of roles) await putInto(call, role, desired);
    const before = textsOf(previous["Roles"]);
    const renamed = previous["PolicyName"] !== desired["PolicyName"];
    await takeFrom(call, renamed ? before : missingIn(before, roles), previous["PolicyName"]);
  },
  async delete(call, _id, declared) {
    const model = await declared();
    if (model !== undefined) await takeFrom(call, textsOf(model["Roles"]), model["PolicyName"]);
  },
  ref: (_model, identifier) => identifier,
  attributes: ({ Id }) => ({ Id: String(Id) }),
};

function refuseStrangeOwners(model: ResourceModel): void {
  refuseUsersAndGroups(schema.name, model);
  if (textsOf(model["Roles"]).length > 0) return;
  throw new HandlerError("InvalidRequest", "At least one of [Groups,Roles,Users] must be non-empty.");
}

async function putInto(call: PrincipalCall, RoleName: string, model: ResourceModel): Promise<void> {
  const { PolicyName } = model;
  const PolicyDocument = documentText(model["PolicyDocument"]);
  await call.companion("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
}

/** Roles and policies that are gone already may be. */
async function takeFrom(call: PrincipalCall, roles: readonly string[], PolicyName: unknown): Promise<void> {
  for (const RoleName of roles) await ifFound(call.companion("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
}
