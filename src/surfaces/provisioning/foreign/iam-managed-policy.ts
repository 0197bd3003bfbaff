/** AWS::IAM::ManagedPolicy: a policy of the account, with the roles that it is attached to. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { handlerErrorOf, ifFound } from "../resources/handler-error.js";
import { isSame, only, without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";
import { documentOf, documentText, missingIn, refuseUsersAndGroups, textsOf, withDocument } from "./iam-documents.js";

const schema = foreignTypeFacts["AWS::IAM::ManagedPolicy"];
const maxVersions = 5;

export const iamManagedPolicy: ResourceType = {
  name: schema.name,
  schema,
  normalise: (model) => withDocument(model, "PolicyDocument"),
  async create(call, model, context) {
    refuseUsersAndGroups(schema.name, model);
    const PolicyName = model["ManagedPolicyName"] ?? context.generatedName(128);
    const { Path, Description } = model;
    const PolicyDocument = documentText(model["PolicyDocument"]);
    const made = await call.companion("iam", "CreatePolicy", { PolicyName, Path, Description, PolicyDocument });
    const PolicyArn = (made["Policy"] as { Arn: string }).Arn;
    try {
      await attach(call, PolicyArn, textsOf(model["Roles"]));
    } catch (error) {
      throw handlerErrorOf(error)?.leaving(PolicyArn) ?? error;
    }
    return { identifier: PolicyArn };
  },
  async read(call, PolicyArn) {
    const answer = await ifFound(call.companion("iam", "GetPolicy", { PolicyArn }));
    if (answer === undefined) return undefined;
    const policy = answer["Policy"] as ResourceModel;
    const VersionId = policy["DefaultVersionId"];
    const { PolicyVersion } = await call.companion("iam", "GetPolicyVersion", { PolicyArn, VersionId });
    const Roles = await rolesOf(call, PolicyArn);
    return without(
      {
        ...only(policy, [...schema.readOnly, "Path", "Description"]),
        PolicyArn,
        ManagedPolicyName: policy["PolicyName"],
        PolicyDocument: documentOf((PolicyVersion as ResourceModel)["Document"]),
        Roles: Roles.length === 0 ? undefined : Roles,
      },
      [],
    );
  },
  async update(call, PolicyArn, previous, desired) {
    refuseUsersAndGroups(schema.name, desired);
    if (!isSame(previous["PolicyDocument"], desired["PolicyDocument"])) {
      await makeRoom(call, PolicyArn);
      const PolicyDocument = documentText(desired["PolicyDocument"]);
      await call.companion("iam", "CreatePolicyVersion", { PolicyArn, PolicyDocument, SetAsDefault: true });
    }
    const [before, after] = [textsOf(previous["Roles"]), textsOf(desired["Roles"])];
    await detach(call, PolicyArn, missingIn(before, after));
    await attach(call, PolicyArn, missingIn(after, before));
  },
  async delete(call, PolicyArn) {
    await detach(call, PolicyArn, await rolesOf(call, PolicyArn));
    for (const VersionId of await idleVersions(call, PolicyArn)) {
      await call.companion("iam", "DeletePolicyVersion", { PolicyArn, VersionId });
    }
    await call.companion("iam", "DeletePolicy", { PolicyArn });
  },
  async list(call, _parent, { limit, next }) {
    const page = await call.companion("iam", "ListPolicies", { Scope: "Local", MaxItems: limit, Marker: next });
    const policies = page["Policies"] as readonly { Arn: string }[];
    return { identifiers: policies.map(({ Arn }) => Arn), next: page["Marker"] as string | undefined };
  },
  ref: (_model, identifier) => identifier,
  attributes: (model) =>
    Object.fromEntries(Object.entries(only(model, schema.readOnly)).map(([name, value]) => [name, String(value)])),
};

async function attach(call: PrincipalCall, PolicyArn: string, roles: readonly string[]): Promise<void> {
  for (const RoleName of roles) await call.companion("iam", "AttachRolePolicy", { RoleName, PolicyArn });
}

/** Roles that are gone have let go of the policy already. */
async function detach(call: PrincipalCall, PolicyArn: string, roles: readonly string[]): Promise<void> {
  for (const RoleName of roles) await ifFound(call.companion("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
}

async function rolesOf(call: PrincipalCall, PolicyArn: string): Promise<readonly string[]> {
  const names: string[] = [];
  let Marker: unknown;
  do {
    const page = await call.companion("iam", "ListEntitiesForPolicy", { PolicyArn, MaxItems: 1000, Marker });
    names.push(...(page["PolicyRoles"] as readonly { RoleName: string }[]).map(({ RoleName }) => RoleName));
    Marker = page["Marker"];
  } while (Marker !== undefined);
  return names;
}

/** Versions that are not in force, the newest first. */
async function idleVersions(call: PrincipalCall, PolicyArn: string): Promise<readonly string[]> {
  const { Versions } = await call.companion("iam", "ListPolicyVersions", { PolicyArn });
  return (Versions as readonly { VersionId: string; IsDefaultVersion: boolean }[])
    .filter(({ IsDefaultVersion }) => !IsDefaultVersion)
    .map(({ VersionId }) => VersionId);
}

/** A policy has five versions at most: the oldest makes room. */
async function makeRoom(call: PrincipalCall, PolicyArn: string): Promise<void> {
  const idle = await idleVersions(call, PolicyArn);
  if (idle.length < maxVersions - 1) return;
  await call.companion("iam", "DeletePolicyVersion", { PolicyArn, VersionId: idle.at(-1) });
}
