/**
 * Owns which usernames a pool takes for new users, and which attribute a username fills. The characters and the length
 * are the model's constraint and are checked before.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { AttributeType } from "../../model/generated/types.js";
import { looksLikeEmail, looksLikePhoneNumber } from "../attributes/formats.js";
import { type CaseRule, emailKey } from "./canonical-key.js";
import type { UserKeyRules } from "./user-keys.js";

/**
 * The attribute that the given username is the value of: an address in a pool whose users sign in by address, else
 * undefined. Refuses what is no address there, and in alias pools what could be taken for somebody's alias.
 */
export function usernameFills(
  username: string,
  rules: Pick<UserKeyRules, "usernameAttributes" | "aliasAttributes">,
): "email" | "phone_number" | undefined {
  if (rules.usernameAttributes.length > 0) return addressOf(username, rules.usernameAttributes);
  if (rules.aliasAttributes.includes("email") && looksLikeEmail(username)) {
    throw new InvalidParameterException(
      "Username cannot be of email format, since user pool is configured for email alias.",
    );
  }
  if (rules.aliasAttributes.includes("phone_number") && looksLikePhoneNumber(username)) {
    throw new InvalidParameterException(
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    );
  }
  return undefined;
}

/**
 * The attributes of a request for a new user, with the one that the username fills. Sending that one as well is fine as
 * long as it names the same address; another address would make a user who cannot sign in by the name asked for.
 */
export function withUsernameAttribute(
  given: readonly AttributeType[],
  username: string,
  fills: "email" | "phone_number" | undefined,
  rule: CaseRule,
): AttributeType[] {
  if (fills === undefined) return [...given];
  const differs = given.some(
    ({ Name, Value }) => Name === fills && Value && emailKey(Value, rule) !== emailKey(username, rule),
  );
  if (differs) {
    const called = fills === "email" ? "email" : "phone number";
    throw new InvalidParameterException(
      `User ${called} should be empty or same as username, since username attribute is ${called}`,
    );
  }
  return [...given.filter(({ Name }) => Name !== fills), { Name: fills, Value: username }];
}

function addressOf(username: string, attributes: readonly string[]): "email" | "phone_number" {
  const email = attributes.includes("email");
  const phoneNumber = attributes.includes("phone_number");
  if (email && looksLikeEmail(username)) return "email";
  if (phoneNumber && looksLikePhoneNumber(username)) return "phone_number";
  if (email && phoneNumber) {
    throw new InvalidParameterException("Username should be either an email or a phone number.");
  }
  throw new InvalidParameterException(email ? "Username should be an email." : "Username should be a phone number.");
}
