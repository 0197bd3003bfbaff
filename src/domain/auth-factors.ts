/**
 * Owns the wire form of what a user can sign in with: the factors of a choice-based sign-in, and the second factors. What a
 * sign-in then offers or asks for is decided in `challenge/`.
 */
import type { AuthFactorType, GetUserAuthFactorsResponse } from "../model/generated/types.js";
import type { MfaFactor, User } from "./user.js";
import { allowedFirstAuthFactors, availableMfaFactors } from "./user-pool/in-force.js";
import type { UserPool } from "./user-pool.js";
import { mfaSettings } from "./user-view.js";

/** What a user has that is not in the user's own row. */
export interface UserHoldings {
  readonly hasPassword: boolean;
  readonly hasPasskey: boolean;
  /** Whether there is a verified software token. */
  readonly hasSoftwareToken: boolean;
}

const ALL: readonly AuthFactorType[] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"];

const AS_SECOND: Readonly<Partial<Record<AuthFactorType, MfaFactor>>> = {
  EMAIL_OTP: "EMAIL_OTP",
  SMS_OTP: "SMS_MFA",
  SOFTWARE_TOKEN: "SOFTWARE_TOKEN_MFA",
};

/** The answer of GetUserAuthFactors and its admin twin. */
export function userAuthFactorsView(
  pool: Pick<UserPool, "settings" | "mfa">,
  user: User,
  holdings: UserHoldings,
): GetUserAuthFactorsResponse {
  return {
    Username: user.username,
    ...mfaSettings(user),
    ConfiguredUserAuthFactors: ALL.filter(
      (factor) => isFirstFactor(factor, pool, user, holdings) || isSecondFactor(factor, pool, user, holdings),
    ),
  };
}

/** First factors are what the pool allows and the user has; an address counts unproven, as its code proves it. */
function isFirstFactor(
  factor: AuthFactorType,
  pool: Pick<UserPool, "settings">,
  { attributes, status }: User,
  { hasPassword, hasPasskey }: UserHoldings,
): boolean {
  if (!allowedFirstAuthFactors(pool).includes(factor)) return false;
  if (factor === "PASSWORD") return hasPassword;
  // An invited user begins with the temporary password, whatever else the pool allows (seen on the service).
  if (status === "FORCE_CHANGE_PASSWORD") return false;
  switch (factor) {
    case "EMAIL_OTP":
      return Boolean(attributes.get("email"));
    case "SMS_OTP":
      return Boolean(attributes.get("phone_number"));
    case "WEB_AUTHN":
      return hasPasskey;
    case "SOFTWARE_TOKEN":
      return false;
  }
}

/** Second factors are listed among the others: a token that is registered, a message factor that is switched on. */
function isSecondFactor(
  factor: AuthFactorType,
  pool: Pick<UserPool, "mfa">,
  { mfa }: User,
  { hasSoftwareToken }: UserHoldings,
): boolean {
  const second = AS_SECOND[factor];
  if (second === undefined || !availableMfaFactors(pool).includes(second)) return false;
  return second === "SOFTWARE_TOKEN_MFA" ? hasSoftwareToken : mfa.enabled.includes(second);
}
