/** Owns which first factor a one-time code to an address is, and where a pool takes it. Passwords are not its business. */
import type { AuthFactorType } from "../../model/generated/types.js";
import { VERIFIABLE_ATTRIBUTES, type VerifiableAttribute } from "../attributes/attribute-names.js";
import { allowedFirstAuthFactors } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";

const FACTOR_OF: Readonly<Record<VerifiableAttribute, AuthFactorType>> = {
  email: "EMAIL_OTP",
  phone_number: "SMS_OTP",
};

/** The addresses whose codes sign users of the pool in. */
export function addressesOfCodeFactors(pool: Pick<UserPool, "settings">): VerifiableAttribute[] {
  const allowed = allowedFirstAuthFactors(pool);
  return VERIFIABLE_ATTRIBUTES.filter((attribute) => allowed.includes(FACTOR_OF[attribute]));
}
