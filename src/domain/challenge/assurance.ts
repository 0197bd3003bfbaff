/**
 * Owns how strongly a sign-in was proven: the levels and methods of the developer guide (authentication levels with ACR and
 * AMR claims), and which level a user can reach. The service documents them since autumn 2026; accounts that were tried in
 * October showed none yet, so a pool gets them by naming its levels (AcrConfiguration).
 */

import type { MfaFactor, User } from "../user.js";
import { availableMfaFactors } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import type { FirstFactor } from "./first-factors.js";
import type { ShownFactor } from "./progress.js";

/** 1 password; 2 a code alone; 3 a passkey, or password and code; 4 password and authenticator. */
export type AssuranceLevel = 1 | 2 | 3 | 4;

/** What a sign-in was proven by. */
export interface Assurance {
  readonly shown: readonly ShownFactor[];
  /** Where the passkey lives that was shown. */
  readonly passkey?: "platform" | "cross-platform" | undefined;
  /** Digest of the addresses that the user had, where the sign-in may count towards a later one. */
  readonly addresses?: string | undefined;
}

/** What a sign-in owes to an earlier one. */
export interface Credit {
  /** When the earlier one was proven, epoch ms. */
  readonly authTime: number;
  /** Digest of the addresses that the user had then. */
  readonly addresses: string;
}

const levels: readonly AssuranceLevel[] = [1, 2, 3, 4];

/** The pool's names of the levels; undefined where the pool names none. */
export function acrNames(pool: Pick<UserPool, "settings">): Readonly<Record<AssuranceLevel, string>> | undefined {
  const named = pool.settings.AcrConfiguration;
  if (named === undefined || Object.keys(named).length === 0) return undefined;
  const nameOf = (level: AssuranceLevel) => named[`Level${level}`]?.AcrValue ?? `urn:cognito:loa:${level}`;
  return { 1: nameOf(1), 2: nameOf(2), 3: nameOf(3), 4: nameOf(4) };
}

/** Whether two levels of a configuration would have one name. */
export function hasDoubleNames(pool: Pick<UserPool, "settings">): boolean {
  const names = Object.values(acrNames(pool) ?? {});
  return new Set(names).size < names.length;
}

/** The levels that a client asks for, best first; what the pool does not know is left out. */
export function requestedLevels(names: Readonly<Record<AssuranceLevel, string>>, text: string): AssuranceLevel[] {
  return text.split(" ").flatMap((name) => levels.filter((level) => names[level] === name));
}

/** The level of what was shown. */
export function assuranceLevel(shown: readonly ShownFactor[]): AssuranceLevel {
  const has = (...factors: ShownFactor[]) => factors.some((factor) => shown.includes(factor));
  if (has("PASSWORD") && has("SOFTWARE_TOKEN_MFA")) return 4;
  if (has("WEB_AUTHN", "WEB_AUTHN_VERIFIED") || (has("PASSWORD") && has("SMS_MFA", "EMAIL_MFA"))) return 3;
  return has("EMAIL_OTP", "SMS_OTP") ? 2 : 1;
}

const methodOf: Readonly<Partial<Record<ShownFactor, string>>> = {
  PASSWORD: "pwd",
  SOFTWARE_TOKEN_MFA: "otp",
  SMS_MFA: "sms",
  SMS_OTP: "sms",
  EMAIL_MFA: "email_otp",
  EMAIL_OTP: "email_otp",
};

/** The `amr` claim: each method once, and `mfa` where there are two. */
export function authenticationMethods({ shown, passkey }: Assurance): string[] {
  const methods = new Set<string>();
  for (const factor of shown) {
    const isPasskey = factor === "WEB_AUTHN" || factor === "WEB_AUTHN_VERIFIED";
    const method = isPasskey ? (passkey === "platform" ? "swk" : "hwk") : methodOf[factor];
    if (method !== undefined) methods.add(method);
  }
  return methods.size > 1 ? [...methods, "mfa"] : [...methods];
}

/** Second factors that lift a password to a level, of those the user could be asked for. */
export function factorsTowards(
  pool: Pick<UserPool, "mfa">,
  user: Pick<User, "attributes">,
  hasSoftwareToken: boolean,
  target: AssuranceLevel,
): MfaFactor[] {
  return availableMfaFactors(pool).filter((factor) => {
    if (factor === "SOFTWARE_TOKEN_MFA") return target === 4 && hasSoftwareToken;
    return target === 3 && Boolean(user.attributes.get(factor === "SMS_MFA" ? "phone_number" : "email"));
  });
}

/** First factors from which a level can be reached, of those that the user is offered. */
export function firstFactorsTowards(
  offered: readonly FirstFactor[],
  target: AssuranceLevel,
  canLift: boolean,
): FirstFactor[] {
  return offered.filter((factor) => {
    if (factor === "PASSWORD" || factor === "PASSWORD_SRP") return target === 1 || (target > 2 && canLift);
    return factor === "WEB_AUTHN" ? target === 3 : target === 2;
  });
}
