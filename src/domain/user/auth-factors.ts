/**
 * Owns the wire form of what a user can sign in with: the factors of a choice-based sign-in, and the second factors. What a
 * sign-in then offers or asks for is decided in `challenge/`.
 */
import type { AuthFactorType, GetUserAuthFactorsResponse } from "../../model/generated/types.js";
import { offeredFirstFactors } from "../challenge/first-factors.js";
import type { MfaFactor, User } from "../user.js";
import { availableMfaFactors } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
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

/** The answer of GetUserAuthFactors and its admin twin: what a choice offers, and second factors among it. */
export function userAuthFactorsView(
  pool: Pick<UserPool, "settings" | "mfa">,
  user: User,
  holdings: UserHoldings,
): GetUserAuthFactorsResponse {
  const first: readonly string[] = offeredFirstFactors(pool, { user, ...holdings });
  return {
    Username: user.username,
    ...mfaSettings(user),
    ConfiguredUserAuthFactors: ALL.filter(
      (factor) => first.includes(factor) || isSecondFactor(factor, pool, user, holdings),
    ),
  };
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
