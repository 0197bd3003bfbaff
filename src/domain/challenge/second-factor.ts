/**
 * Owns which second factor a sign-in needs, from what the pool demands and what the user has: the table of Cognito's
 * developer guide. When in a sign-in it is asked for belongs to `next-challenge.ts`; checking it, to the factors.
 */
import type { MfaFactor, User } from "../user.js";
import { availableMfaFactors, mfaConfiguration, recoveryMechanisms } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";

/** What a sign-in needs besides its first factor. */
export type SecondFactor =
  | { readonly kind: "none" }
  /** This factor. */
  | { readonly kind: "ask"; readonly factor: MfaFactor }
  /** One of these, as the user chooses. */
  | { readonly kind: "select"; readonly factors: readonly MfaFactor[] }
  /** The user has no factor yet and must set one up now. */
  | { readonly kind: "set-up"; readonly factors: readonly MfaFactor[] }
  /** The pool demands a factor and this user can have none: no tokens. */
  | { readonly kind: "impossible" };

type PoolRules = Pick<UserPool, "mfa" | "settings">;
type UserFacts = Pick<User, "attributes" | "mfa">;

/** The second factor this user owes in this pool. */
export function secondFactorOf(pool: PoolRules, user: UserFacts): SecondFactor {
  const available = availableMfaFactors(pool);
  const has = (factor: MfaFactor) => available.includes(factor) && enabledFactors(user).has(factor);
  const preferred = user.mfa.preferred;
  switch (mfaConfiguration(pool)) {
    case "OFF":
      return { kind: "none" };
    case "OPTIONAL":
      if (preferred !== undefined && has(preferred)) return { kind: "ask", factor: preferred };
      return oneOf(available.filter(has)) ?? { kind: "none" };
    case "ON": {
      if (preferred !== undefined && has(preferred)) return { kind: "ask", factor: preferred };
      const usable = available.filter(
        (factor) => has(factor) || (factor !== "SOFTWARE_TOKEN_MFA" && canReceive(pool, user, factor)),
      );
      if (usable.length > 0) return oneOf(usable) as SecondFactor;
      if (available.includes("SOFTWARE_TOKEN_MFA")) return { kind: "set-up", factors: ["SOFTWARE_TOKEN_MFA"] };
      return { kind: "impossible" };
    }
  }
}

function oneOf(factors: readonly MfaFactor[]): SecondFactor | undefined {
  const [first, ...more] = factors;
  if (first === undefined) return undefined;
  return more.length === 0 ? { kind: "ask", factor: first } : { kind: "select", factors };
}

/** What the user switched on, SetUserSettings' older way included. */
function enabledFactors(user: UserFacts): ReadonlySet<MfaFactor> {
  const enabled = new Set<MfaFactor>(user.mfa.enabled);
  for (const { medium } of user.mfa.options ?? []) enabled.add(medium === "SMS" ? "SMS_MFA" : "EMAIL_OTP");
  return enabled;
}

/** A message factor needs an address, and one that does not also recover the account: that would be one factor twice. */
function canReceive(pool: PoolRules, user: UserFacts, factor: "SMS_MFA" | "EMAIL_OTP"): boolean {
  const [attribute, recovery] =
    factor === "SMS_MFA"
      ? (["phone_number", "verified_phone_number"] as const)
      : (["email", "verified_email"] as const);
  return Boolean(user.attributes.get(attribute)) && recoveryMechanisms(pool)[0] !== recovery;
}
