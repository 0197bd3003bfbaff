/** Owns the rule that `email_verified` and `phone_number_verified` say something about an address that is there. */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { VERIFIABLE_ATTRIBUTES, verifiedFlagOf } from "./attribute-names.js";

const REFUSALS = {
  email: "Email is required to verify/un-verify an email",
  phone_number: "Phone Number is required to verify/un-verify a phone number",
};

/** Refuses a flag that is being set while the user has, or is left with, no such address. */
export function checkVerifiedFlags(
  attributes: ReadonlyMap<string, string>,
  isBeingSet: (name: string) => boolean,
): void {
  for (const attribute of VERIFIABLE_ATTRIBUTES) {
    if (isBeingSet(verifiedFlagOf(attribute)) && !attributes.get(attribute)) {
      throw new InvalidParameterException(REFUSALS[attribute]);
    }
  }
}
