/**
 * Owns where codes and invitations go: which attribute, which medium, and what the caller is told about it. Recovery has
 * an order of its own (`recovery.ts`); the address used is always the stored one, never the one typed (T-07).
 */
import { InvalidParameterException, NotAuthorizedException } from "../../model/generated/exceptions.js";
import type { CodeDeliveryDetailsType } from "../../model/generated/types.js";
import type { VerifiableAttribute } from "../attributes/attribute-names.js";
import { maskEmail, maskPhoneNumber } from "./masking.js";

/** Where one message goes. */
export interface Delivery {
  readonly attribute: VerifiableAttribute;
  readonly medium: "EMAIL" | "SMS";
  readonly destination: string;
}

/** What an answer says about a delivery: all three members, always. */
export interface CodeDeliveryDetails extends CodeDeliveryDetailsType {
  readonly AttributeName: VerifiableAttribute;
  readonly DeliveryMedium: Delivery["medium"];
  /** Masked. */
  readonly Destination: string;
}

/** What an answer says about a delivery. */
export function codeDeliveryDetails(delivery: Delivery): CodeDeliveryDetails {
  const { attribute, medium, destination } = delivery;
  return {
    AttributeName: attribute,
    DeliveryMedium: medium,
    Destination: medium === "SMS" ? maskPhoneNumber(destination) : maskEmail(destination),
  };
}

/** The delivery to an address of the user, if there is one. */
export function deliveryTo(
  attribute: VerifiableAttribute,
  attributes: ReadonlyMap<string, string>,
): Delivery | undefined {
  const destination = attributes.get(attribute);
  if (!destination) return undefined;
  return { attribute, medium: attribute === "email" ? "EMAIL" : "SMS", destination };
}

/** Where the code of a sign-up goes: to one automatically verified address, the phone first; undefined if there is none. */
export function signUpDelivery(
  autoVerified: readonly string[],
  attributes: ReadonlyMap<string, string>,
): Delivery | undefined {
  for (const attribute of ["phone_number", "email"] as const) {
    const delivery = autoVerified.includes(attribute) ? deliveryTo(attribute, attributes) : undefined;
    if (delivery !== undefined) return delivery;
  }
  return undefined;
}

/** Where a code that is asked for once more goes. */
export function resendDelivery(autoVerified: readonly string[], attributes: ReadonlyMap<string, string>): Delivery {
  const delivery = signUpDelivery(autoVerified, attributes);
  if (delivery === undefined) {
    throw new NotAuthorizedException("Cannot resend codes. Auto verification not turned on.");
  }
  return delivery;
}

/** The attribute that a verification is about. */
export function verifiableAttribute(name: string): VerifiableAttribute {
  if (name === "email" || name === "phone_number") return name;
  throw new InvalidParameterException("Invalid attribute name. Only phone_number and email can be verified.");
}

/** Where the code that a user asks for to prove an address goes. */
export function verificationDelivery(
  attribute: VerifiableAttribute,
  attributes: ReadonlyMap<string, string>,
): Delivery {
  const delivery = deliveryTo(attribute, attributes);
  if (delivery !== undefined) return delivery;
  throw new InvalidParameterException(
    attribute === "email"
      ? "User does not have a valid registered email address"
      : "User does not have a valid registered phone number",
  );
}

/**
 * Where an invitation goes. A medium that was asked for needs its address. Without any: SMS if there is a phone number,
 * else email if there is an address, else nowhere; Cognito's SMS alone would lose the message of most users.
 */
export function invitationDeliveries(
  desired: readonly string[] | undefined,
  attributes: ReadonlyMap<string, string>,
): Delivery[] {
  const bySms = deliveryTo("phone_number", attributes);
  const byEmail = deliveryTo("email", attributes);
  if (desired === undefined || desired.length === 0) return [bySms ?? byEmail].filter((each) => each !== undefined);
  if (desired.includes("EMAIL") && byEmail === undefined) {
    throw new InvalidParameterException("No email provided but desired delivery medium was Email");
  }
  if (desired.includes("SMS") && bySms === undefined) {
    throw new InvalidParameterException("No phone number provided but desired delivery medium was SMS");
  }
  return [desired.includes("SMS") ? bySms : undefined, desired.includes("EMAIL") ? byEmail : undefined].filter(
    (each) => each !== undefined,
  );
}
