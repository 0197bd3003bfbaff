/**
 * Owns the order of a sign-in: THE function that says what is still missing between a proven first factor and tokens. Every
 * flow asks it, so no flow can forget a step (T-23).
 */
import type { MfaFactor, User } from "../user.js";
import type { UserPool } from "../user-pool.js";
import { secondFactorOf } from "./second-factor.js";

/** A challenge about second factors. */
export type FactorChallenge = MfaFactor | "SELECT_MFA_TYPE" | "MFA_SETUP";

/** What comes next. */
export type NextStep =
  | { readonly kind: "tokens" }
  | { readonly kind: "new-password" }
  | { readonly kind: "factor"; readonly challenge: FactorChallenge; readonly factors: readonly MfaFactor[] }
  | { readonly kind: "impossible" };

/** What a sign-in has shown so far, beyond its first factor. */
export interface Shown {
  readonly secondFactor: boolean;
}

/** The next step of a sign-in whose first factor is proven, for the user as stored now. */
export function nextChallenge(
  pool: Pick<UserPool, "mfa" | "settings">,
  user: Pick<User, "status" | "attributes" | "mfa">,
  shown: Shown,
): NextStep {
  // Cognito's own clients expect second factors behind the new password, never before it.
  if (user.status === "FORCE_CHANGE_PASSWORD") return { kind: "new-password" };
  if (shown.secondFactor) return { kind: "tokens" };
  const owed = secondFactorOf(pool, user);
  switch (owed.kind) {
    case "none":
      return { kind: "tokens" };
    case "ask":
      return { kind: "factor", challenge: owed.factor, factors: [owed.factor] };
    case "select":
      return { kind: "factor", challenge: "SELECT_MFA_TYPE", factors: owed.factors };
    case "set-up":
      return { kind: "factor", challenge: "MFA_SETUP", factors: owed.factors };
    case "impossible":
      return { kind: "impossible" };
  }
}
