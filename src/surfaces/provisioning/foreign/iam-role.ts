/** AWS::IAM::Role: a role with the policies inside it and those attached to it, in one resource. */
import { foreignTypeFacts } from "../../../model/generated/foreign-resource-types.js";
import type { PrincipalCall } from "../principal-call.js";
import { handlerErrorOf, ifFound } from "../resources/handler-error.js";
import { isSame, only, without } from "../resources/model-comparison.js";
import type { ResourceModel, ResourceType } from "../resources/resource-type.js";
import { documentOf, documentText, missingIn, textsOf, withDocument } from "./iam-documents.js";

const schema = foreignTypeFacts["AWS::IAM::Role"];

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

export const iamRole: ResourceType = {
  name: schema.name,
  schema,
  normalise(model) {
    const trusting = withDocument(model, "AssumeRolePolicyDocument");
    if (!Array.isArray(model["Policies"])) return trusting;
    const policies = model["Policies"] as readonly unknown[];
    return { ...trusting, Policies: policies.map(withOwnDocument) };
  },
  async create(call, model, context) {
    const RoleName = String(model["RoleName"] ?? context.generatedName(64));
    const settings = only(model, ["Path", "Description", "MaxSessionDuration", "PermissionsBoundary", "Tags"]);
    const AssumeRolePolicyDocument = documentText(model["AssumeRolePolicyDocument"]);
    await call.companion("iam", "CreateRole", { RoleName, AssumeRolePolicyDocument, ...settings });
    try {
      await addPolicies(call, RoleName, {}, model);
    } catch (error) {
      throw handlerErrorOf(error)?.leaving(RoleName) ?? error;
    }
    return { identifier: RoleName };
  },
  async read(call, RoleName) {
    const answer = await ifFound(call.companion("iam", "GetRole", { RoleName }));
    if (answer === undefined) return undefined;
    const role = answer["Role"] as ResourceModel;
    const policies = await policiesOf(call, RoleName);
    const Policies: InlinePolicy[] = [];
    for (const PolicyName of policies.inline) {
      const found = await call.companion("iam", "GetRolePolicy", { RoleName, PolicyName });
      Policies.push({ PolicyName, PolicyDocument: documentOf(found["PolicyDocument"]) });
    }
    const boundary = role["PermissionsBoundary"] as { PermissionsBoundaryArn: string } | undefined;
    return without(
      {
        ...only(role, ["RoleName", "RoleId", "Arn", "Path", "Description", "MaxSessionDuration", "Tags"]),
        AssumeRolePolicyDocument: documentOf(role["AssumeRolePolicyDocument"]),
        PermissionsBoundary: boundary?.PermissionsBoundaryArn,
        Policies: Policies.length === 0 ? undefined : Policies,
        ManagedPolicyArns: policies.attached.length === 0 ? undefined : policies.attached,
      },
      [],
    );
  },
  async update(call, RoleName, previous, desired) {
    const differs = (name: string): boolean => !isSame(previous[name], desired[name]);
    if (differs("AssumeRolePolicyDocument")) {
      const PolicyDocument = documentText(desired["AssumeRolePolicyDocument"]);
      await call.companion("iam", "UpdateAssumeRolePolicy", { RoleName, PolicyDocument });
    }
    if (differs("Description") || differs("MaxSessionDuration")) {
      const { Description = "", MaxSessionDuration } = desired;
      await call.companion("iam", "UpdateRole", { RoleName, Description, MaxSessionDuration });
    }
    if (differs("PermissionsBoundary")) {
      const { PermissionsBoundary } = desired;
      if (PermissionsBoundary === undefined) await call.companion("iam", "DeleteRolePermissionsBoundary", { RoleName });
      else await call.companion("iam", "PutRolePermissionsBoundary", { RoleName, PermissionsBoundary });
    }
    if (differs("Tags")) await changeTags(call, RoleName, tagsOf(previous), tagsOf(desired));
    // What goes, goes first: a role has room for ten.
    await removePolicies(call, RoleName, {
      inline: missingIn(namesOf(previous), namesOf(desired)),
      attached: missingIn(textsOf(previous["ManagedPolicyArns"]), textsOf(desired["ManagedPolicyArns"])),
    });
    await addPolicies(call, RoleName, previous, desired);
  },
  /** Whatever hangs on the role goes with it. */
  async delete(call, RoleName) {
    await removePolicies(call, RoleName, await policiesOf(call, RoleName));
    await call.companion("iam", "DeleteRole", { RoleName });
  },
  async list(call, _parent, { limit, next }) {
    const page = await call.companion("iam", "ListRoles", { MaxItems: limit, Marker: next });
    const roles = page["Roles"] as readonly { RoleName: string }[];
    return { identifiers: roles.map(({ RoleName }) => RoleName), next: page["Marker"] as string | undefined };
  },
  ref: (_model, identifier) => identifier,
  attributes: ({ Arn, RoleId }) => ({ Arn: String(Arn), RoleId: String(RoleId) }),
};

interface PolicyNames {
  readonly inline: readonly string[];
  readonly attached: readonly string[];
}

async function policiesOf(call: PrincipalCall, RoleName: string): Promise<PolicyNames> {
  const inside = await call.companion("iam", "ListRolePolicies", { RoleName });
  const outside = await call.companion("iam", "ListAttachedRolePolicies", { RoleName });
  const attached = outside["AttachedPolicies"] as readonly { PolicyArn: string }[];
  return {
    inline: inside["PolicyNames"] as readonly string[],
    attached: attached.map(({ PolicyArn }) => PolicyArn),
  };
}

/** What is gone already may be. */
async function removePolicies(call: PrincipalCall, RoleName: string, { inline, attached }: PolicyNames): Promise<void> {
  for (const PolicyName of inline) await ifFound(call.companion("iam", "DeleteRolePolicy", { RoleName, PolicyName }));
  for (const PolicyArn of attached) await ifFound(call.companion("iam", "DetachRolePolicy", { RoleName, PolicyArn }));
}

async function addPolicies(
  call: PrincipalCall,
  RoleName: string,
  previous: ResourceModel,
  desired: ResourceModel,
): Promise<void> {
  const before = inlineOf(previous);
  for (const policy of inlineOf(desired)) {
    if (before.some((one) => isSame(one, policy))) continue;
    const { PolicyName } = policy;
    const PolicyDocument = documentText(policy.PolicyDocument);
    await call.companion("iam", "PutRolePolicy", { RoleName, PolicyName, PolicyDocument });
  }
  for (const PolicyArn of missingIn(textsOf(desired["ManagedPolicyArns"]), textsOf(previous["ManagedPolicyArns"]))) {
    await call.companion("iam", "AttachRolePolicy", { RoleName, PolicyArn });
  }
}

async function changeTags(call: PrincipalCall, RoleName: string, previous: readonly Tag[], desired: readonly Tag[]) {
  const TagKeys = missingIn(
    previous.map(({ Key }) => Key),
    desired.map(({ Key }) => Key),
  );
  if (TagKeys.length > 0) await call.companion("iam", "UntagRole", { RoleName, TagKeys });
  if (desired.length > 0) await call.companion("iam", "TagRole", { RoleName, Tags: desired });
}

/** What is no object is left for the check of the model to name. */
function withOwnDocument(policy: unknown): unknown {
  if (typeof policy !== "object" || policy === null) return policy;
  return withDocument(policy as ResourceModel, "PolicyDocument");
}

function inlineOf(model: ResourceModel): readonly InlinePolicy[] {
  return Array.isArray(model["Policies"]) ? (model["Policies"] as readonly InlinePolicy[]) : [];
}

function namesOf(model: ResourceModel): readonly string[] {
  return inlineOf(model).map(({ PolicyName }) => PolicyName);
}

function tagsOf(model: ResourceModel): readonly Tag[] {
  return Array.isArray(model["Tags"]) ? (model["Tags"] as readonly Tag[]) : [];
}
