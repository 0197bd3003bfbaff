/** Owns how faults of attributes are told: one line each, all of them in one message that ends with a line break. */
import { InvalidParameterException, NotAuthorizedException } from "../../model/generated/exceptions.js";

/** The refusal of a new user's attributes; lines begin with the bare attribute name. */
export function schemaMismatch(lines: readonly string[]): InvalidParameterException {
  return new InvalidParameterException(`Attributes did not conform to the schema: ${inLines(lines)}`);
}

/** The refusal of a new user's attribute that the pool's owner never declared; the service tells of the first one only. */
export function untypedCustomAttribute(name: string): InvalidParameterException {
  return new InvalidParameterException(
    `Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`,
  );
}

/**
 * The refusal of a change of attributes; lines begin with `user.` and the attribute name. Users are told the lines alone,
 * as the service answers them; administrators are told what they are about.
 */
export function invalidUserAttributes(lines: readonly string[], by: "user" | "admin"): InvalidParameterException {
  return new InvalidParameterException(`${by === "admin" ? "Invalid user attributes: " : ""}${inLines(lines)}`);
}

/** The refusal of a user, or of a client for a user, who may not write an attribute. */
export function unauthorizedWrite(): NotAuthorizedException {
  return new NotAuthorizedException("A client attempted to write unauthorized attribute");
}

/** The refusal of an administrator's attempt at the one attribute that is the service's own. */
export function immutableSub(): InvalidParameterException {
  return new InvalidParameterException("Cannot modify the non-mutable attribute sub");
}

/**
 * The line about a required attribute that is missing. `name` and `address` are objects in OpenID Connect, and the
 * service names the part that it stores.
 */
export function requiredLine(name: string): string {
  return name === "name" || name === "address"
    ? `${name}.formatted: The attribute ${name}.formatted is required`
    : `${name}: The attribute is required`;
}

function inLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
