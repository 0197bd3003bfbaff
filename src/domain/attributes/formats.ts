/**
 * Owns what an email address and a phone number look like to the service, and the refusals of those that do not.
 * The checks are loose on purpose, as Cognito's are: a code that has to arrive is the real proof.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";

/** Nothing longer is looked at: attribute values end there. */
const LONGEST = 2048;

/** Blanks, controls and invisible format characters, which also covers line breaks (T-40) and zero-width letters (T-07). */
const UNSEEN = /[\s\p{C}\p{Z}]/u;

/** `+`, then 1 to 15 digits of which the first is not zero (E.164). */
const PHONE_NUMBER = /^\+[1-9][0-9]{0,14}$/;

/** Whether the text has the shape of an email address: two parts around one `@`, and nothing invisible in them. */
export function looksLikeEmail(text: string): boolean {
  if (text.length > LONGEST || UNSEEN.test(text)) return false;
  const at = text.indexOf("@");
  if (at < 1 || at !== text.lastIndexOf("@")) return false;
  const domain = text.slice(at + 1);
  // What separates addresses in a mail header must not be part of one.
  return domain !== "" && !domain.startsWith(".") && !domain.endsWith(".") && !/[<>,;:"()[\]\\]/.test(text);
}

/** Whether the text is a phone number in E.164 form. */
export function looksLikePhoneNumber(text: string): boolean {
  return PHONE_NUMBER.test(text);
}

/** Refuses email addresses and phone numbers of the wrong shape, whatever asks to store them. */
export function checkAddressFormats(attributes: ReadonlyMap<string, string>): void {
  const email = attributes.get("email");
  if (email && !looksLikeEmail(email)) throw new InvalidParameterException("Invalid email address format.");
  const phoneNumber = attributes.get("phone_number");
  if (phoneNumber && !looksLikePhoneNumber(phoneNumber)) {
    throw new InvalidParameterException("Invalid phone number format.");
  }
}
