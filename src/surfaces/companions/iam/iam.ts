/**
 * Just enough of Identity and Access Management for the tools that declare user pools: roles and policies are kept,
 * checked, described and listed. They have no effect: what a caller may do is a matter of the installation's access keys.
 */
import { querySurface } from "../companion-surface.js";
import type { CompanionNeeds, MountedCompanion } from "../companions.js";
import { accountActions } from "./account.js";
import { createListings, type Listings } from "./listings.js";
import { managedPolicyActions } from "./managed-policy.js";
import { policyVersionActions } from "./policy-version.js";
import { createIamRecords, type IamRecords } from "./records.js";
import { roleActions } from "./role.js";
import { rolePolicyActions } from "./role-policies.js";
import { serviceLinkedRoleActions } from "./service-linked-role.js";

/** What the actions are made over. */
export interface IamNeeds extends Pick<CompanionNeeds, "clock" | "random" | "startedAt"> {
  readonly records: IamRecords;
  readonly listings: Listings;
}

const wire = { namespace: "https://iam.amazonaws.com/doc/2010-05-08/", version: "2010-05-08" };

/** The service. */
export function createIam(needs: CompanionNeeds): MountedCompanion {
  const { store, clock, random, keyring, startedAt } = needs;
  const own: IamNeeds = {
    clock,
    random,
    startedAt,
    records: createIamRecords(store),
    listings: createListings(keyring),
  };
  const actions = {
    ...roleActions(own),
    ...rolePolicyActions(own),
    ...managedPolicyActions(own),
    ...policyVersionActions(own),
    ...serviceLinkedRoleActions(own),
    ...accountActions(own),
  };
  const companion = { service: "iam", actions };
  return { companion, surface: querySurface(needs, companion, wire) };
}
