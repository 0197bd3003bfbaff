/**
 * Owns what attributes a new user gets from a request: sign-up, creation by an administrator, and everything that makes
 * users for somebody (hosted sign-up, federation, migration). Changes later are `attributes-update.ts`.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { AttributeType, SchemaAttributeType } from "../../model/generated/types.js";
import {
  immutableSub,
  requiredLine,
  schemaMismatch,
  unauthorizedWrite,
  untypedCustomAttribute,
} from "./attribute-faults.js";
import {
  isReservedFromUsers,
  requiredAttributes,
  schemaAttribute,
  VERIFIABLE_ATTRIBUTES,
  verifiedFlagOf,
} from "./attribute-names.js";
import { checkAttributeValue } from "./attribute-value.js";
import { checkAddressFormats } from "./formats.js";
import { checkVerifiedFlags } from "./verified-flags.js";

/** Who creates the user, and what binds them. */
export interface CreationRules {
  /** True when the users themselves ask: then reserved names are refused and required attributes demanded. */
  readonly selfService: boolean;
  /** What the app client may write; absent when it may write everything that is not reserved. */
  readonly writable?: ReadonlySet<string> | undefined;
  /** Whether preferred_username is an alias of the pool: then nobody can choose it while signing up. */
  readonly preferredUsernameIsAlias?: boolean | undefined;
}

/**
 * The attributes of a new user, in the order of the schema. A blank value is no value; of a name sent twice the last
 * counts. Addresses of users who sign up begin unproven; an administrator's begin with the flag they were sent with, or
 * with none.
 */
export function attributesAtCreation(
  schema: readonly SchemaAttributeType[],
  given: readonly AttributeType[],
  rules: CreationRules,
): Map<string, string> {
  const sent = new Map(given.flatMap(({ Name, Value }) => (Value ? [[Name, Value] as const] : [])));
  for (const { Name } of given) checkWriter(schema, Name, rules);
  const unknown = given.map(({ Name }) => Name).filter((name) => schemaAttribute(schema, name) === undefined);
  const untyped = unknown.find((name) => name.startsWith("custom:"));
  if (untyped !== undefined) throw untypedCustomAttribute(untyped);
  const lines = unknown.map((name) => `${name}: Attribute does not exist in the schema.`);
  const attributes = new Map<string, string>();
  for (const attribute of schema) {
    const value = sent.get(attribute.Name ?? "");
    if (value === undefined || schemaAttribute(schema, attribute.Name ?? "") === undefined) continue;
    const checked = checkAttributeValue(attribute, value);
    if ("fault" in checked) lines.push(`${attribute.Name}: ${checked.fault}`);
    else attributes.set(attribute.Name ?? "", checked.value);
  }
  if (rules.selfService) {
    lines.push(...requiredAttributes(schema).flatMap((name) => (sent.has(name) ? [] : [requiredLine(name)])));
  }
  if (lines.length > 0) throw schemaMismatch(lines);
  checkAddressFormats(attributes);
  checkVerifiedFlags(attributes, (name) => sent.has(name));
  if (rules.selfService && rules.preferredUsernameIsAlias && attributes.has("preferred_username")) {
    // The developer guide states the rule; the service's wording is not published.
    throw new InvalidParameterException("preferred_username cannot be set before the user is confirmed.");
  }
  return rules.selfService ? withUnprovenAddresses(attributes) : attributes;
}

function checkWriter(schema: readonly SchemaAttributeType[], name: string, rules: CreationRules): void {
  if (!rules.selfService) {
    if (name === "sub") throw immutableSub();
    return;
  }
  if (isReservedFromUsers(name)) throw unauthorizedWrite();
  const exists = schemaAttribute(schema, name) !== undefined;
  if (exists && rules.writable !== undefined && !rules.writable.has(name)) throw unauthorizedWrite();
}

function withUnprovenAddresses(attributes: ReadonlyMap<string, string>): Map<string, string> {
  const complete = new Map<string, string>();
  for (const [name, value] of attributes) {
    complete.set(name, value);
    const address = VERIFIABLE_ATTRIBUTES.find((attribute) => attribute === name);
    if (address !== undefined) complete.set(verifiedFlagOf(address), "false");
  }
  return complete;
}
