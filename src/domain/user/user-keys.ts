/**
 * Owns which keys a user is stored under: the username, the aliases that are active, and the searchable attributes.
 * How a value becomes a key is `canonical-key.ts`.
 */

import type { User } from "../user.js";
import {
  type AliasAttribute,
  aliasOf,
  type CaseRule,
  searchKey,
  type UserAlias,
  usernameKey,
} from "./canonical-key.js";

/** The keys a user is stored under; the store keeps exactly these and drops earlier ones. */
export interface UserKeys {
  readonly usernameKey: string;
  readonly aliases: readonly UserAlias[];
  /** Searchable attribute and canonical key, for ListUsers. */
  readonly search: readonly { readonly attribute: string; readonly key: string }[];
}

/** The rules of a pool that decide about keys. A pool has alias attributes or username attributes, never both. */
export interface UserKeyRules extends CaseRule {
  readonly aliasAttributes: readonly string[];
  readonly usernameAttributes: readonly string[];
}

/** The attributes ListUsers can filter by, apart from those that every user has. */
const SEARCHABLE_ATTRIBUTES = [
  "email",
  "phone_number",
  "name",
  "given_name",
  "family_name",
  "preferred_username",
] as const;

/** Every name that a ListUsers filter may use. */
export const SEARCHABLE: readonly string[] = [
  "username",
  ...SEARCHABLE_ATTRIBUTES,
  "cognito:user_status",
  "status",
  "sub",
];

const ALIAS_ATTRIBUTES = ["email", "phone_number", "preferred_username"] as const;

/** All keys of a user as its attributes, status and pool are now. */
export function keysOfUser(user: User, rules: UserKeyRules): UserKeys {
  return {
    usernameKey: usernameKey(user.username, rules),
    aliases: activeAliases(user, rules),
    search: searchKeys(user, rules),
  };
}

/** The names besides the username that lead to this user now. */
function activeAliases(user: User, rules: UserKeyRules): UserAlias[] {
  return ALIAS_ATTRIBUTES.filter((attribute) => isActive(attribute, user, rules))
    .map((attribute) => aliasOf(attribute, user.attributes.get(attribute) ?? "", rules))
    .filter((alias) => alias !== undefined);
}

function isActive(attribute: AliasAttribute, user: User, rules: UserKeyRules): boolean {
  // A user who signs in at a provider has the addresses the provider tells, beside a local user with the same ones.
  if (user.status === "EXTERNAL_PROVIDER") return false;
  // The address is the username: unique from the first moment, proven or not.
  if (rules.usernameAttributes.includes(attribute)) return true;
  if (!rules.aliasAttributes.includes(attribute)) return false;
  // Nothing proves a preferred username; it can only be chosen after confirmation.
  if (attribute === "preferred_username") return true;
  return user.status !== "UNCONFIRMED" && user.attributes.get(`${attribute}_verified`) === "true";
}

function searchKeys(user: User, rules: CaseRule): UserKeys["search"] {
  const values: [string, string | undefined][] = [
    ["username", user.username],
    ["sub", user.sub],
    ["cognito:user_status", user.status],
    ["status", user.enabled ? "Enabled" : "Disabled"],
    ...SEARCHABLE_ATTRIBUTES.map((name): [string, string | undefined] => [name, user.attributes.get(name)]),
  ];
  return values.flatMap(([attribute, value]) =>
    value === undefined ? [] : [{ attribute, key: searchKey(attribute, value, rules) }],
  );
}
