/**
 * Owns how attributes of an existing user change: by the user, by an administrator, by deletion. What a new user gets is
 * `attributes-at-creation.ts`; sending codes for new addresses is the operations' part.
 */
import type { AttributeType, SchemaAttributeType } from "../../model/generated/types.js";
import { immutableSub, invalidUserAttributes, unauthorizedWrite } from "./attribute-faults.js";
import {
  isReservedFromUsers,
  requiredAttributes,
  schemaAttribute,
  VERIFIABLE_ATTRIBUTES,
  type VerifiableAttribute,
  verifiedFlagOf,
} from "./attribute-names.js";
import { checkAttributeValue } from "./attribute-value.js";
import { checkAddressFormats } from "./formats.js";
import { checkVerifiedFlags } from "./verified-flags.js";

/** Who changes attributes, and what binds them. */
export interface UpdateRules {
  readonly by: "user" | "admin";
  /** What the app client may write; absent when it may write everything that is not reserved. */
  readonly writable?: ReadonlySet<string> | undefined;
  /** Attributes that serve as username in the pool: they can change but not go. */
  readonly usernameAttributes?: readonly string[] | undefined;
  /** Addresses that keep their old value until the new one is proven (AttributesRequireVerificationBeforeUpdate). */
  readonly keepUntilVerified?: readonly string[] | undefined;
}

/** What a change of attributes comes to. */
export interface AttributesUpdate {
  /** All attributes afterwards. */
  readonly attributes: ReadonlyMap<string, string>;
  /** New addresses that nobody has proven, by attribute: a code may have to go there. */
  readonly unproven: ReadonlyMap<VerifiableAttribute, string>;
  /** Those of `unproven` that are not in `attributes` yet and replace the old value once proven. */
  readonly pending: ReadonlyMap<VerifiableAttribute, string>;
}

/** Applies changes; a blank value deletes. Of a name sent twice the last counts. */
export function attributesUpdate(
  schema: readonly SchemaAttributeType[],
  current: ReadonlyMap<string, string>,
  changes: readonly AttributeType[],
  rules: UpdateRules,
): AttributesUpdate {
  const sent = checkedChanges(schema, current, changes, rules);
  checkAddressFormats(sent);
  const attributes = new Map(current);
  const unproven = new Map<VerifiableAttribute, string>();
  const pending = new Map<VerifiableAttribute, string>();
  for (const [name, value] of sent) {
    if (value === "") attributes.delete(name);
    else attributes.set(name, value);
  }
  for (const attribute of VERIFIABLE_ATTRIBUTES) {
    const value = sent.get(attribute);
    const flag = verifiedFlagOf(attribute);
    if (value === "") attributes.delete(flag);
    if (!value || value === current.get(attribute) || sent.get(flag) === "true") continue;
    unproven.set(attribute, value);
    if (rules.keepUntilVerified?.includes(attribute)) {
      pending.set(attribute, value);
      restore(attributes, current, [attribute, flag]);
    } else {
      attributes.set(flag, "false");
    }
  }
  checkVerifiedFlags(new Map([...attributes, ...pending]), (name) => Boolean(sent.get(name)));
  return { attributes, unproven, pending };
}

/** Deletes attributes; one that is not set may be named, one that does not exist may not. */
export function attributesDeletion(
  schema: readonly SchemaAttributeType[],
  current: ReadonlyMap<string, string>,
  names: readonly string[],
  rules: UpdateRules,
): ReadonlyMap<string, string> {
  const blanks = names.map((Name) => ({ Name, Value: "" }));
  return attributesUpdate(schema, current, blanks, rules).attributes;
}

/** The attributes once an address is proven; `value` is the one that the code went to. */
export function withVerified(
  current: ReadonlyMap<string, string>,
  attribute: VerifiableAttribute,
  value: string,
): ReadonlyMap<string, string> {
  return new Map(current).set(attribute, value).set(verifiedFlagOf(attribute), "true");
}

/** Every change as it is to be stored, or the refusal that names all that cannot be. */
function checkedChanges(
  schema: readonly SchemaAttributeType[],
  current: ReadonlyMap<string, string>,
  changes: readonly AttributeType[],
  rules: UpdateRules,
): Map<string, string> {
  const lines: string[] = [];
  const sent = new Map<string, string>();
  const indispensable = new Set([...requiredAttributes(schema), ...(rules.usernameAttributes ?? [])]);
  for (const { Name, Value = "" } of changes) {
    if (rules.by === "user" && isReservedFromUsers(Name)) throw unauthorizedWrite();
    if (Name === "sub") throw immutableSub();
    const attribute = schemaAttribute(schema, Name);
    if (attribute === undefined) {
      lines.push(`user.${Name}: Attribute does not exist in the schema.`);
      continue;
    }
    if (rules.by === "user" && rules.writable !== undefined && !rules.writable.has(Name)) throw unauthorizedWrite();
    if (attribute.Mutable === false) {
      lines.push(`user.${Name}: Attribute cannot be updated.`);
      continue;
    }
    if (Value === "") {
      // The wording for this one is not published.
      if (indispensable.has(Name) && current.has(Name)) lines.push(`user.${Name}: The attribute is required`);
      sent.set(Name, "");
      continue;
    }
    const checked = checkAttributeValue(attribute, Value);
    if ("fault" in checked) lines.push(`user.${Name}: ${checked.fault}`);
    else sent.set(Name, checked.value);
  }
  if (lines.length > 0) throw invalidUserAttributes(lines, rules.by);
  return sent;
}

function restore(attributes: Map<string, string>, current: ReadonlyMap<string, string>, names: string[]): void {
  for (const name of names) {
    const value = current.get(name);
    if (value === undefined) attributes.delete(name);
    else attributes.set(name, value);
  }
}
