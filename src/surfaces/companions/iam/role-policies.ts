/** What roles are allowed: policies inside a role, and managed policies attached to it. */
import type { CompanionAction } from "../../protocols/companion.js";
import { invalidInput, limitExceeded, noSuchEntity } from "./exceptions.js";
import type { IamNeeds } from "./iam.js";
import { type Members, membersOf } from "./members.js";
import { checkPolicyDocument, documentSize, encodedDocument } from "./policy-document.js";
import type { InlinePolicy } from "./records.js";
import { maxRoleName } from "./role.js";

/** The longest policy name. */
export const maxPolicyName = 128;
/** Of all policies inside a role together. */
const maxInlineSize = 10_240;
const arnForm = /^arn:aws[a-z-]{0,20}:iam::(?:aws|[0-9]{12}):policy\/[!-~]{1,700}$/;

/** The ARN of a policy. To be called once the members are checked. */
export function checkPolicyArn(arn: string): void {
  if (!arnForm.test(arn)) throw invalidInput(`ARN ${arn.slice(0, 256)} is not valid.`);
}

function namesOf(read: Members): { role: string; policy: string } {
  return { role: read.name("RoleName", maxRoleName), policy: read.name("PolicyName", maxPolicyName) };
}

const inlineNotFound = (name: string) => noSuchEntity(`The role policy with name ${name} cannot be found.`);

/** The actions. */
export function rolePolicyActions({ records, listings }: IamNeeds) {
  const actions = {
    async PutRolePolicy(caller, input) {
      const read = membersOf(input);
      const { role: roleName, policy: name } = namesOf(read);
      const document = read.document("PolicyDocument");
      read.done();
      checkPolicyDocument(document, "permissions");
      await records.changeRole(caller, roleName, (role) => {
        const inline = withPolicy(role.inline, { name, document });
        const size = inline.reduce((sum, one) => sum + documentSize(one.document), 0);
        if (size > maxInlineSize) {
          throw limitExceeded(`Maximum policy size of ${maxInlineSize} bytes exceeded for role ${role.name}`);
        }
        return { ...role, inline };
      });
      return {};
    },

    async GetRolePolicy(caller, input) {
      const read = membersOf(input);
      const { role: roleName, policy: name } = namesOf(read);
      read.done();
      const role = await records.role(caller, roleName);
      const found = role.inline.find((one) => one.name === name);
      if (found === undefined) throw inlineNotFound(name);
      return { RoleName: role.name, PolicyName: found.name, PolicyDocument: encodedDocument(found.document) };
    },

    async DeleteRolePolicy(caller, input) {
      const read = membersOf(input);
      const { role: roleName, policy: name } = namesOf(read);
      read.done();
      await records.changeRole(caller, roleName, (role) => {
        const inline = role.inline.filter((one) => one.name !== name);
        if (inline.length === role.inline.length) throw inlineNotFound(name);
        return { ...role, inline };
      });
      return {};
    },

    async ListRolePolicies(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const paging = read.paging();
      read.done();
      const { inline } = await records.role(caller, name);
      const page = listings.ofList(`ListRolePolicies ${name}`, inline, paging);
      return { PolicyNames: page.items.map((one) => one.name), ...page.end };
    },

    async AttachRolePolicy(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const arn = read.arn("PolicyArn");
      read.done();
      checkPolicyArn(arn);
      await records.attach(caller, name, arn);
      return {};
    },

    async DetachRolePolicy(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const arn = read.arn("PolicyArn");
      read.done();
      checkPolicyArn(arn);
      await records.detach(caller, name, arn);
      return {};
    },

    async ListAttachedRolePolicies(caller, input) {
      const read = membersOf(input);
      const name = read.name("RoleName", maxRoleName);
      const prefix = read.pathPrefix() ?? "/";
      const paging = read.paging();
      read.done();
      const { attached } = await records.role(caller, name);
      const wanted = attached.filter((arn) => arn.slice(arn.indexOf("/")).startsWith(prefix));
      const page = listings.ofList(`ListAttachedRolePolicies ${name} ${prefix}`, wanted, paging);
      const AttachedPolicies = page.items.map((PolicyArn) => ({
        PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1),
        PolicyArn,
      }));
      return { AttachedPolicies, ...page.end };
    },
  } satisfies Record<string, CompanionAction>;
  return actions;
}

/** A policy of that name is replaced where it stands. */
function withPolicy(present: readonly InlinePolicy[], policy: InlinePolicy): readonly InlinePolicy[] {
  if (!present.some(({ name }) => name === policy.name)) return [...present, policy];
  return present.map((one) => (one.name === policy.name ? policy : one));
}
