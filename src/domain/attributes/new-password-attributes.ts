/** Owns the attributes in a NEW_PASSWORD_REQUIRED challenge: which are missing, and which the answer may bring. */
import { InvalidParameterException, NotAuthorizedException } from "../../model/generated/exceptions.js";
import type { AttributeType, SchemaAttributeType } from "../../model/generated/types.js";
import { requiredAttributes } from "./attribute-names.js";
import { attributesUpdate } from "./attributes-update.js";

const PREFIX = "userAttributes.";

/** Required attributes that the user lacks, in the order of the schema. */
export function missingRequiredAttributes(
  schema: readonly SchemaAttributeType[],
  current: ReadonlyMap<string, string>,
): string[] {
  return requiredAttributes(schema).filter((name) => !current.get(name));
}

/** The attributes among the responses to the challenge, which carry them as `userAttributes.<name>`. */
export function attributesInResponses(responses: Readonly<Record<string, string>>): AttributeType[] {
  return Object.entries(responses).flatMap(([key, Value]) =>
    key.startsWith(PREFIX) ? [{ Name: key.slice(PREFIX.length), Value }] : [],
  );
}

/**
 * The attributes after the challenge. Addresses and required attributes that have a value cannot be sent again, not even
 * unchanged; those still missing must come; everything else is an update by the user (T-30).
 */
export function newPasswordAttributes(
  schema: readonly SchemaAttributeType[],
  current: ReadonlyMap<string, string>,
  given: readonly AttributeType[],
  rules: { readonly writable?: ReadonlySet<string> | undefined },
): ReadonlyMap<string, string> {
  const fixed = new Set(["email", "phone_number", ...requiredAttributes(schema)]);
  for (const { Name } of given) {
    if (fixed.has(Name) && current.get(Name)) {
      throw new NotAuthorizedException(`Cannot modify an already provided ${Name}`);
    }
  }
  const missing = missingRequiredAttributes(schema, current);
  const { attributes } = attributesUpdate(
    // What is immutable and missing can come only now: the user's creation ends with this answer.
    schema.map((attribute) => (missing.includes(attribute.Name ?? "") ? { ...attribute, Mutable: true } : attribute)),
    current,
    given,
    { by: "user", writable: rules.writable },
  );
  const absent = missing.find((name) => !attributes.get(name));
  if (absent !== undefined) throw new InvalidParameterException(`Invalid attributes given, ${absent} is missing`);
  return attributes;
}
