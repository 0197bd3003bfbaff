/**
 * Owns which second factor a sign-in needs, from what the pool demands and what the user has: the table of Cognito's
 * developer guide. When in a sign-in it is asked for belongs to `next-challenge.ts`; checking it, to the factors.
 */
import { verifiedFlagOf } from "../attributes/attribute-names.js";
import type { MfaFactor, User } from "../user.js";
import { availableMfaFactors, mfaConfiguration, recoveryMechanisms } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import type { Progress } from "./progress.js";

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

/** What the sign-in itself adds to the pool's rules. */
interface Circumstances {
  /** The user has proven an authenticator, whether or not it was switched on. */
  readonly hasSoftwareToken?: boolean;
  readonly demands?: Progress["demands"];
  readonly shown?: Progress["shown"];
}

/** The second factor this user owes in this pool. */
export function secondFactorOf(
  pool: PoolRules,
  user: UserFacts,
  { demands, shown = [], hasSoftwareToken = false }: Circumstances = {},
): SecondFactor {
  // A code to an address that has just proven the first factor would be one factor twice.
  const isSpent = (factor: MfaFactor) =>
    (factor === "EMAIL_OTP" && shown.includes("EMAIL_OTP")) || (factor === "SMS_MFA" && shown.includes("SMS_OTP"));
  const available = availableMfaFactors(pool).filter((factor) => !isSpent(factor));
  const has = (factor: MfaFactor) => available.includes(factor) && enabledFactors(user).has(factor);
  const isAtHand = (factor: MfaFactor) =>
    factor === "SOFTWARE_TOKEN_MFA"
      ? hasSoftwareToken
      : canReceive(pool, user, factor) && user.attributes.get(verifiedFlagOf(attributeOf[factor])) === "true";
  const preferred = user.mfa.preferred;
  const configuration = mfaConfiguration(pool);
  if (configuration === "OFF") {
    // Where nobody can have a factor, a demand for one cannot be met.
    return demands === "second-factor" ? { kind: "impossible" } : { kind: "none" };
  }
  if (preferred !== undefined && has(preferred)) return { kind: "ask", factor: preferred };
  if (configuration === "OPTIONAL") {
    const enabled = oneOf(available.filter(has));
    if (enabled !== undefined) return enabled;
    // Who keeps factors switched off is asked for them all the same where a sign-in looks strange (developer guide).
    const asked = demands === undefined ? undefined : oneOf(available.filter(isAtHand));
    if (asked !== undefined) return asked;
    // Whoever has chosen a factor, and only one that is spent, still owes another.
    const owes = demands === "second-factor" || availableMfaFactors(pool).some((one) => enabledFactors(user).has(one));
    return { kind: owes ? "impossible" : "none" };
  }
  // Where a factor is demanded, one that was registered need not have been switched on (developer guide).
  const usable = available.filter(
    (factor) => has(factor) || (factor === "SOFTWARE_TOKEN_MFA" ? hasSoftwareToken : canReceive(pool, user, factor)),
  );
  const asked = oneOf(usable);
  if (asked !== undefined) return asked;
  // Whoever has shown no more than an address does not get to choose what else protects the account.
  if (shown.length > 0 && shown.every((factor) => factor === "EMAIL_OTP" || factor === "SMS_OTP")) {
    return { kind: "impossible" };
  }
  const settable = available.filter((factor) => canSetUp(pool, user, factor));
  return settable.length > 0 ? { kind: "set-up", factors: settable } : { kind: "impossible" };
}

function oneOf(factors: readonly MfaFactor[]): SecondFactor | undefined {
  const [first, ...more] = factors;
  if (first === undefined) return undefined;
  return more.length === 0 ? { kind: "ask", factor: first } : { kind: "select", factors };
}

/** What the user switched on, SetUserSettings' older way included. */
function enabledFactors(user: Pick<User, "mfa">): ReadonlySet<MfaFactor> {
  const enabled = new Set<MfaFactor>(user.mfa.enabled);
  for (const { medium } of user.mfa.options ?? []) enabled.add(medium === "SMS" ? "SMS_MFA" : "EMAIL_OTP");
  return enabled;
}

/** Where the codes of a message factor go. */
const attributeOf = { SMS_MFA: "phone_number", EMAIL_OTP: "email" } as const;

/** A message factor needs an address, and one that does not also recover the account: that would be one factor twice. */
function canReceive(pool: PoolRules, user: UserFacts, factor: "SMS_MFA" | "EMAIL_OTP"): boolean {
  const [attribute, recovery] =
    factor === "SMS_MFA"
      ? (["phone_number", "verified_phone_number"] as const)
      : (["email", "verified_email"] as const);
  return Boolean(user.attributes.get(attribute)) && recoveryMechanisms(pool)[0] !== recovery;
}

/** What can be set up in the middle of a sign-in: an authenticator, or an email address where the user has none. */
function canSetUp(pool: PoolRules, user: UserFacts, factor: MfaFactor): boolean {
  if (factor === "SOFTWARE_TOKEN_MFA") return true;
  if (factor === "SMS_MFA") return false;
  return !user.attributes.get("email") && recoveryMechanisms(pool)[0] !== "verified_email";
}
