/** Owns which attributes have a rule of their own because of their name: addresses, their flags, and reserved names. */
import type { SchemaAttributeType } from "../../model/generated/types.js";

/** Attributes that a code can prove. */
export type VerifiableAttribute = "email" | "phone_number";

/** Both of them, in the order of the schema. */
export const VERIFIABLE_ATTRIBUTES: readonly VerifiableAttribute[] = ["email", "phone_number"];

/** The attribute that says whether an address is proven. */
export function verifiedFlagOf(attribute: VerifiableAttribute): `${VerifiableAttribute}_verified` {
  return `${attribute}_verified`;
}

const NEVER_BY_USERS = new Set(["sub", "identities", "email_verified", "phone_number_verified"]);

/** Whether a name is out of reach for users themselves, at every door and whatever the client may write (T-30). */
export function isReservedFromUsers(name: string): boolean {
  return NEVER_BY_USERS.has(name) || name.startsWith("cognito:") || isDeveloperOnly(name);
}

/** Whether only signed operations see the attribute. */
export function isDeveloperOnly(name: string): boolean {
  return name.startsWith("dev:");
}

/**
 * The schema's entry for a name that a request writes, or undefined. `identities` is computed from links and written by
 * nobody.
 */
export function schemaAttribute(schema: readonly SchemaAttributeType[], name: string): SchemaAttributeType | undefined {
  return name === "identities" ? undefined : schema.find((attribute) => attribute.Name === name);
}

/** Names of the attributes a user must have by the schema, in its order; `sub` is the service's own affair. */
export function requiredAttributes(schema: readonly SchemaAttributeType[]): string[] {
  return schema.flatMap(({ Name, Required }) => (Required && Name !== undefined && Name !== "sub" ? [Name] : []));
}
