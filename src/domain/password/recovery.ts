/**
 * Owns through which proven address a user may get a forgotten password back. Whether the user's state allows it at all
 * is `user-status.ts`.
 */
import { InvalidParameterException, NotAuthorizedException } from "../../model/generated/exceptions.js";
import type { AccountRecoverySettingType } from "../../model/generated/types.js";
import { type VerifiableAttribute, verifiedFlagOf } from "../attributes/attribute-names.js";
import { type Delivery, deliveryTo } from "../message/delivery.js";
import type { MfaFactor } from "../user.js";

/** What decides about recovery. */
export interface RecoveryFacts {
  /** The pool's setting; undefined in old pools, which have the legacy rule. */
  readonly setting: AccountRecoverySettingType | undefined;
  readonly attributes: ReadonlyMap<string, string>;
  /** The second factors that the user signs in with now, empty where the pool's MFA is off. */
  readonly mfaFactors: readonly MfaFactor[];
}

const FACTOR_OF: Readonly<Record<VerifiableAttribute, MfaFactor>> = { email: "EMAIL_OTP", phone_number: "SMS_MFA" };

/**
 * Where the code goes: the first proven address in the pool's order. An address that is the user's only second factor is
 * no way back, or whoever holds it would need nothing else. The legacy rule tries the phone first and knows no such
 * clash.
 */
export function recoveryDelivery(facts: RecoveryFacts): Delivery {
  for (const attribute of recoveryOrder(facts.setting)) {
    if (isUsable(attribute, facts)) {
      const delivery = deliveryTo(attribute, facts.attributes);
      if (delivery !== undefined) return delivery;
    }
  }
  throw noRecoveryAddress();
}

/** The refusal of a recovery that has nowhere to go. */
export function noRecoveryAddress(): InvalidParameterException {
  return new InvalidParameterException(
    "Cannot reset password for the user as there is no registered/verified email or phone_number",
  );
}

/** The addresses that a pool recovers by, best first. Refuses where only an administrator may do it. */
export function recoveryOrder(setting: AccountRecoverySettingType | undefined): VerifiableAttribute[] {
  const mechanisms = setting?.RecoveryMechanisms;
  if (mechanisms === undefined || mechanisms.length === 0) return ["phone_number", "email"];
  if (mechanisms.some(({ Name }) => Name === "admin_only")) {
    throw new NotAuthorizedException("Contact administrator to reset password.");
  }
  return [...mechanisms]
    .sort((one, other) => one.Priority - other.Priority)
    .map(({ Name }) => (Name === "verified_email" ? "email" : "phone_number"));
}

function isUsable(attribute: VerifiableAttribute, { setting, attributes, mfaFactors }: RecoveryFacts): boolean {
  if (attributes.get(verifiedFlagOf(attribute)) !== "true") return false;
  const isOnlyFactor = mfaFactors.length === 1 && mfaFactors[0] === FACTOR_OF[attribute];
  const isLegacy = !setting?.RecoveryMechanisms?.length;
  return isLegacy || !isOnlyFactor;
}
