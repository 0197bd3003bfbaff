/** Roles: created, described, changed, tagged, deleted. What hangs on them is `role-policies.ts`. */
import type { CompanionAction, CompanionCaller } from "../../protocols/companion.js";
import { deleteConflict, protectedRole, quotaExceeded } from "./exceptions.js";
import type { IamNeeds } from "./iam.js";
import { membersOf, withoutTags, withTags } from "./members.js";
import { checkPolicyDocument, documentSize, encodedDocument } from "./policy-document.js";
import { arnOf, placeOf, type Role } from "./records.js";

/** The longest role name. */
export const maxRoleName = 64;
const maxTrustSize = 2048;
const idAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A unique id, like `AROA` and 17 characters. */
export function uniqueId(random: IamNeeds["random"], prefix: "AROA" | "ANPA"): string {
  return `${prefix}${random.text(idAlphabet, 17)}`;
}

/** IAM tells seconds. */
export function dateText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Throws unless the text can say who may assume a role. */
function checkTrust(document: string): void {
  checkPolicyDocument(document, "trust");
  if (documentSize(document) > maxTrustSize) throw quotaExceeded("ACLSizePerRole", maxTrustSize);
}

/** As listings show a role. */
function summaryOf(role: Role) {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: dateText(role.createdAt),
    AssumeRolePolicyDocument: encodedDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionDuration,
  };
}

/** As a role is shown by itself. */
export function roleView(role: Role) {
  return {
    ...summaryOf(role),
    PermissionsBoundary:
      role.boundary === undefined
        ? undefined
        : { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: role.boundary },
    Tags: role.tags.length === 0 ? undefined : role.tags,
  };
}

/** The actions. */
export function roleActions({ records, listings, clock, random }: IamNeeds) {
  async function changed(caller: CompanionCaller, name: string, change: (role: Role) => Role): Promise<Role> {
    return records.changeRole(caller, name, change);
  }

  const actions = {
    async CreateRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const path = read.rolePath();
      const trust = read.document("AssumeRolePolicyDocument");
      const description = read.description();
      const maxSessionDuration = read.number("MaxSessionDuration", 3600, 43_200) ?? 3600;
      const boundary = read.optional("PermissionsBoundary", { min: 20, max: 2048 });
      const tags = read.tags("Tags") ?? [];
      read.done();
      checkTrust(trust);
      const role: Role = {
        name,
        id: uniqueId(random, "AROA"),
        path,
        arn: arnOf(caller, `role${path}${name}`),
        createdAt: clock.now(),
        trust,
        description: description === "" ? undefined : description,
        maxSessionDuration,
        boundary,
        tags: withTags([], tags, "TagsPerRole"),
        inline: [],
        attached: [],
      };
      await records.insertRole(caller, role);
      return { Role: roleView(role) };
    },

    async GetRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      read.done();
      return { Role: { ...roleView(await records.role(caller, name)), RoleLastUsed: {} } };
    },

    async ListRoles(caller, input) {
      const read = membersOf(input);
      const prefix = read.pathPrefix() ?? "/";
      const paging = read.paging();
      read.done();
      const wanted = (role: Role) => role.path.startsWith(prefix);
      const place = placeOf(caller, "role");
      const page = await listings.ofRecords(`ListRoles ${prefix}`, records.rows, place, paging, wanted);
      return { Roles: page.items.map(summaryOf), ...page.end };
    },

    /** A duration that is left out becomes one hour again, as IAM documents it; a description stays. */
    async UpdateRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const description = read.description();
      const maxSessionDuration = read.number("MaxSessionDuration", 3600, 43_200) ?? 3600;
      read.done();
      await changed(caller, name, (role) => ({
        ...role,
        maxSessionDuration,
        description: description === undefined ? role.description : description || undefined,
      }));
      return {};
    },

    async UpdateRoleDescription(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const description = read.requiredDescription();
      read.done();
      const change = (role: Role) => ({ ...role, description: description || undefined });
      return { Role: roleView(await records.changeRole(caller, name, change, "protected too")) };
    },

    async UpdateAssumeRolePolicy(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const trust = read.document("PolicyDocument");
      read.done();
      checkTrust(trust);
      await changed(caller, name, (role) => ({ ...role, trust }));
      return {};
    },

    async DeleteRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      read.done();
      await records.deleteRole(caller, name, (role) => {
        if (role.serviceName !== undefined) throw protectedRole(role.name);
        if (role.attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
        if (role.inline.length > 0) throw deleteConflict("Cannot delete entity, must delete policies first.");
      });
      return {};
    },

    async TagRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const tags = read.requiredTags("Tags");
      read.done();
      await changed(caller, name, (role) => ({ ...role, tags: withTags(role.tags, tags, "TagsPerRole") }));
      return {};
    },

    async UntagRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const keys = read.texts("TagKeys");
      read.done();
      await changed(caller, name, (role) => ({ ...role, tags: withoutTags(role.tags, keys) }));
      return {};
    },

    async ListRoleTags(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const paging = read.paging();
      read.done();
      const { tags } = await records.role(caller, name);
      const page = listings.ofList(`ListRoleTags ${name}`, tags, paging);
      return { Tags: page.items, ...page.end };
    },

    /** There are no machines here that could have a profile. */
    async ListInstanceProfilesForRole(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      read.paging();
      read.done();
      await records.role(caller, name);
      return { InstanceProfiles: [], IsTruncated: false };
    },

    async PutRolePermissionsBoundary(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const boundary = read.arn("PermissionsBoundary");
      read.done();
      await records.bound(caller, name, boundary);
      return {};
    },

    async DeleteRolePermissionsBoundary(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      read.done();
      await records.bound(caller, name, undefined);
      return {};
    },
  } satisfies Record<string, CompanionAction>;
  return actions;
}
