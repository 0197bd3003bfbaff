/**
 * Owns the order of a sign-in: THE function that says what is still missing between what was shown and tokens. Every flow
 * asks it before each step, so no flow can forget one (T-23). It knows the user as stored at that moment, so that what
 * changes on the way counts.
 */
import type { MfaFactor, User } from "../user.js";
import { passkeysAreMultiFactor } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import { assuranceLevel, factorsTowards } from "./assurance.js";
import { isSecondFactor, type Progress, type ShownFactor } from "./progress.js";
import { secondFactorOf } from "./second-factor.js";

/** A challenge about second factors. */
export type FactorChallenge = MfaFactor | "SELECT_MFA_TYPE" | "MFA_SETUP";

/** What comes next. */
export type NextStep =
  | { readonly kind: "tokens" }
  | { readonly kind: "new-password" }
  | { readonly kind: "factor"; readonly challenge: FactorChallenge; readonly factors: readonly MfaFactor[] }
  /** The remembered device must show that it is that one. */
  | { readonly kind: "device" }
  /** The pool's own functions are to say. */
  | { readonly kind: "define" }
  | { readonly kind: "impossible" };

/** What is known of the device that the client speaks for; undefined where it speaks for none that is remembered. */
export interface RememberedDevice {
  /** The pool takes remembered devices in place of second factors (ChallengeRequiredOnNewDevice). */
  readonly replacesSecondFactor: boolean;
}

/** What the user has besides, as far as it decides anything. */
export interface Holdings {
  readonly device?: RememberedDevice | undefined;
  /** An authenticator that is proven, switched on or not. */
  readonly hasSoftwareToken?: boolean;
}

/** What a sign-in has to have shown at all before it is asked what comes next. */
const firstFactors: ReadonlySet<ShownFactor> = new Set([
  "PASSWORD",
  "EMAIL_OTP",
  "SMS_OTP",
  "WEB_AUTHN",
  "WEB_AUTHN_VERIFIED",
]);

/** The next step of a sign-in, for the user as stored now. */
export function nextChallenge(
  pool: Pick<UserPool, "mfa" | "settings">,
  user: Pick<User, "status" | "attributes" | "mfa">,
  { shown, custom, demands, target }: Pick<Progress, "shown" | "custom" | "demands" | "target">,
  { device, hasSoftwareToken = false }: Holdings = {},
): NextStep {
  const has = (factor: ShownFactor) => shown.includes(factor);
  if (custom === undefined && !shown.some((factor) => firstFactors.has(factor))) return { kind: "impossible" };
  if (user.status === "FORCE_CHANGE_PASSWORD") {
    // Cognito's own clients expect second factors behind the new password, never before it. Who came by a code or a
    // passkey does not get to choose a password.
    if (has("PASSWORD") || custom?.satisfied) return { kind: "new-password" };
    if (custom === undefined) return { kind: "impossible" };
  }
  // The user's own factors come right behind the password (developer guide, custom authentication challenges); functions
  // that ask for no password hear of none, and the factor is asked for when they are satisfied.
  if (custom !== undefined && !custom.satisfied && !has("PASSWORD")) return { kind: "define" };

  const deviceIsOwed = device !== undefined && !has("DEVICE") && (custom === undefined || custom.satisfied);
  const counts =
    shown.some(isSecondFactor) ||
    (has("WEB_AUTHN_VERIFIED") && passkeysAreMultiFactor(pool) && user.mfa.passkeys === true) ||
    device?.replacesSecondFactor === true;
  if (!counts) {
    const owed = secondFactorOf(pool, user, { demands, shown, hasSoftwareToken });
    switch (owed.kind) {
      case "none":
        break;
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
  if (custom !== undefined && !custom.satisfied) return { kind: "define" };
  if (target !== undefined && assuranceLevel(shown) < target) {
    const [factor, ...more] = factorsTowards(pool, user, hasSoftwareToken, target);
    if (factor === undefined || !has("PASSWORD")) return { kind: "impossible" };
    const factors = [factor, ...more];
    return { kind: "factor", challenge: more.length === 0 ? factor : "SELECT_MFA_TYPE", factors };
  }
  return deviceIsOwed ? { kind: "device" } : { kind: "tokens" };
}
