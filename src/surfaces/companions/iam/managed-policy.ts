/** Managed policies of the account: created, described, tagged, deleted, and who uses them. */
import type { CompanionAction } from "../../protocols/companion.js";
import { deleteConflict, quotaExceeded } from "./exceptions.js";
import type { IamNeeds } from "./iam.js";
import { membersOf, withoutTags, withTags } from "./members.js";
import { checkPolicyDocument, documentSize } from "./policy-document.js";
import { arnOf, isAwsManaged, type ManagedPolicy, type PolicyUse, placeOf, type UseKind } from "./records.js";
import { dateText, uniqueId } from "./role.js";
import { checkPolicyArn, maxPolicyName } from "./role-policies.js";

const maxPolicySize = 6144;
const usages = ["PermissionsPolicy", "PermissionsBoundary"] as const;

/** Throws unless the text can be a version of a managed policy. */
export function checkManagedDocument(document: string): void {
  checkPolicyDocument(document, "permissions");
  if (documentSize(document) > maxPolicySize) throw quotaExceeded("PolicySize", maxPolicySize);
}

/** As listings show a policy. */
function summaryOf(policy: ManagedPolicy) {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: policy.attachments,
    PermissionsBoundaryUsageCount: policy.boundaryUses,
    IsAttachable: true,
    CreateDate: dateText(policy.createdAt),
    UpdateDate: dateText(policy.updatedAt),
  };
}

/** As a policy is shown by itself. */
function policyView(policy: ManagedPolicy) {
  const Tags = policy.tags.length === 0 ? undefined : policy.tags;
  return { ...summaryOf(policy), Description: policy.description, Tags };
}

/** The actions. */
export function managedPolicyActions({ records, listings, clock, random }: IamNeeds) {
  const actions = {
    async CreatePolicy(caller, input) {
      const read = membersOf(input);
      const name = read.name("PolicyName", maxPolicyName);
      const path = read.policyPath();
      const document = read.document("PolicyDocument");
      const description = read.optional("Description", { min: 0, max: 1000 });
      const tags = read.tags("Tags") ?? [];
      read.done();
      checkManagedDocument(document);
      const now = clock.now();
      const policy: ManagedPolicy = {
        name,
        id: uniqueId(random, "ANPA"),
        path,
        arn: arnOf(caller, `policy${path}${name}`),
        createdAt: now,
        updatedAt: now,
        description: description === "" ? undefined : description,
        tags: withTags([], tags, "TagsPerPolicy"),
        versions: [{ id: "v1", document, createdAt: now }],
        defaultVersion: "v1",
        nextVersion: 2,
        attachments: 0,
        boundaryUses: 0,
      };
      await records.insertPolicy(caller, policy);
      return { Policy: policyView(policy) };
    },

    async GetPolicy(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      read.done();
      checkPolicyArn(arn);
      return { Policy: policyView(await records.policy(caller, arn)) };
    },

    /** Policies of AWS itself are not kept here, so that nothing is listed of them. */
    async ListPolicies(caller, input) {
      const read = membersOf(input);
      const scope = read.oneOf("Scope", ["All", "AWS", "Local"]) ?? "All";
      const onlyAttached = read.flag("OnlyAttached");
      const prefix = read.pathPrefix() ?? "/";
      const usage = read.oneOf("PolicyUsageFilter", usages);
      const paging = read.paging();
      read.done();
      if (scope === "AWS") return { Policies: [], IsTruncated: false };
      const wanted = (policy: ManagedPolicy): boolean => {
        const uses = usage === "PermissionsBoundary" ? policy.boundaryUses : policy.attachments;
        return policy.path.startsWith(prefix) && (uses > 0 || (!onlyAttached && usage === undefined));
      };
      const listing = `ListPolicies ${prefix} ${onlyAttached} ${usage}`;
      const page = await listings.ofRecords(listing, records.rows, placeOf(caller, "policy"), paging, wanted);
      return { Policies: page.items.map(summaryOf), ...page.end };
    },

    async DeletePolicy(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      read.done();
      checkPolicyArn(arn);
      await records.deletePolicy(caller, arn, (policy) => {
        if (policy.attachments + policy.boundaryUses > 0) {
          throw deleteConflict("Cannot delete a policy attached to entities.");
        }
        if (policy.versions.length > 1) {
          throw deleteConflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
          );
        }
      });
      return {};
    },

    async TagPolicy(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const tags = read.requiredTags("Tags");
      read.done();
      await records.changePolicy(caller, arn, (policy) => ({
        ...policy,
        tags: withTags(policy.tags, tags, "TagsPerPolicy"),
      }));
      return {};
    },

    async UntagPolicy(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const keys = read.texts("TagKeys");
      read.done();
      await records.changePolicy(caller, arn, (policy) => ({ ...policy, tags: withoutTags(policy.tags, keys) }));
      return {};
    },

    async ListPolicyTags(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const paging = read.paging();
      read.done();
      const { tags } = await records.policy(caller, arn);
      const page = listings.ofList(`ListPolicyTags ${arn}`, tags, paging);
      return { Tags: page.items, ...page.end };
    },

    /** Only roles can have policies here. */
    async ListEntitiesForPolicy(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const filter = read.oneOf("EntityFilter", ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]);
      const prefix = read.pathPrefix() ?? "/";
      const usage = read.oneOf("PolicyUsageFilter", usages) ?? "PermissionsPolicy";
      const paging = read.paging();
      read.done();
      checkPolicyArn(arn);
      if (!isAwsManaged(arn)) await records.policy(caller, arn);
      const nobody = { PolicyGroups: [], PolicyUsers: [] };
      if (filter !== undefined && filter !== "Role") return { ...nobody, PolicyRoles: [], IsTruncated: false };
      const kind: UseKind = usage === "PermissionsBoundary" ? "boundary" : "attachment";
      const wanted = (use: PolicyUse) => use.path.startsWith(prefix);
      const place = placeOf(caller, `${kind}/${arn}`);
      const listing = `ListEntitiesForPolicy ${kind} ${arn} ${prefix}`;
      const page = await listings.ofRecords(listing, records.rows, place, paging, wanted);
      const PolicyRoles = page.items.map(({ RoleName, RoleId }) => ({ RoleName, RoleId }));
      return { ...nobody, PolicyRoles, ...page.end };
    },
  } satisfies Record<string, CompanionAction>;
  return actions;
}
