/** Versions of managed policies: at most five, one of them in force. */
import type { CompanionAction } from "../../protocols/companion.js";
import { deleteConflict, limitExceeded, noSuchEntity } from "./exceptions.js";
import type { IamNeeds } from "./iam.js";
import { checkManagedDocument } from "./managed-policy.js";
import { type Members, membersOf } from "./members.js";
import { encodedDocument } from "./policy-document.js";
import type { ManagedPolicy, PolicyVersion } from "./records.js";
import { dateText } from "./role.js";

const maxVersions = 5;

function versionView(policy: ManagedPolicy, { id, createdAt }: PolicyVersion) {
  return { VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: dateText(createdAt) };
}

function versionOf(policy: ManagedPolicy, id: string): PolicyVersion {
  const version = policy.versions.find((one) => one.id === id);
  if (version !== undefined) return version;
  throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`);
}

const versionId = (read: Members) =>
  read.text("VersionId", {
    max: 64,
    form: /^v[1-9][0-9]{0,9}(?:\.[A-Za-z0-9-]{0,40})?$/,
    words: "It must be like v1.",
  });

/** The actions. */
export function policyVersionActions({ records, listings, clock }: IamNeeds) {
  const actions = {
    async CreatePolicyVersion(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const document = read.document("PolicyDocument");
      const inForce = read.flag("SetAsDefault");
      read.done();
      checkManagedDocument(document);
      const now = clock.now();
      const policy = await records.changePolicy(caller, arn, (one) => {
        if (one.versions.length >= maxVersions) {
          throw limitExceeded(
            `A managed policy can have up to ${maxVersions} versions. Before you create a new version, you must delete an existing version.`,
          );
        }
        const id = `v${one.nextVersion}`;
        return {
          ...one,
          versions: [{ id, document, createdAt: now }, ...one.versions],
          nextVersion: one.nextVersion + 1,
          defaultVersion: inForce ? id : one.defaultVersion,
          updatedAt: now,
        };
      });
      return { PolicyVersion: versionView(policy, policy.versions[0]!) };
    },

    async GetPolicyVersion(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const id = versionId(read);
      read.done();
      const policy = await records.policy(caller, arn);
      const version = versionOf(policy, id);
      return { PolicyVersion: { Document: encodedDocument(version.document), ...versionView(policy, version) } };
    },

    async ListPolicyVersions(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const paging = read.paging();
      read.done();
      const policy = await records.policy(caller, arn);
      const page = listings.ofList(`ListPolicyVersions ${arn}`, policy.versions, paging);
      return { Versions: page.items.map((one) => versionView(policy, one)), ...page.end };
    },

    async DeletePolicyVersion(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const id = versionId(read);
      read.done();
      await records.changePolicy(caller, arn, (policy) => {
        versionOf(policy, id);
        if (id === policy.defaultVersion) throw deleteConflict("Cannot delete the default version of a policy.");
        return { ...policy, versions: policy.versions.filter((one) => one.id !== id) };
      });
      return {};
    },

    async SetDefaultPolicyVersion(caller, input) {
      const read = membersOf(input);
      const arn = read.arn("PolicyArn");
      const id = versionId(read);
      read.done();
      const now = clock.now();
      await records.changePolicy(caller, arn, (policy) => {
        versionOf(policy, id);
        return { ...policy, defaultVersion: id, updatedAt: now };
      });
      return {};
    },
  } satisfies Record<string, CompanionAction>;
  return actions;
}
