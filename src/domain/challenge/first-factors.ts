/**
 * Owns which first factors a sign-in by choice offers to whom (developer guide, choice-based sign-in). The wire's
 * PASSWORD_SRP goes wherever PASSWORD goes.
 */
import type { ChallengeNameType } from "../../model/generated/types.js";
import type { User } from "../user.js";
import { allowedFirstAuthFactors, mfaConfiguration, passkeysAreMultiFactor } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";
import { secondFactorOf } from "./second-factor.js";

/** A way to begin. */
export type FirstFactor = Extract<
  ChallengeNameType,
  "PASSWORD" | "PASSWORD_SRP" | "EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN"
>;

/** What is known of whoever is to choose. */
export interface ChoosingUser {
  readonly user: Pick<User, "status" | "attributes" | "mfa">;
  readonly hasPassword: boolean;
  readonly hasPasskey: boolean;
}

type Pool = Pick<UserPool, "mfa" | "settings">;

const passwords: readonly FirstFactor[] = ["PASSWORD", "PASSWORD_SRP"];

/** The factors that this user can begin with. */
export function offeredFirstFactors(pool: Pool, { user, hasPassword, hasPasskey }: ChoosingUser): FirstFactor[] {
  const can = {
    PASSWORD: hasPassword,
    EMAIL_OTP: Boolean(user.attributes.get("email")),
    SMS_OTP: Boolean(user.attributes.get("phone_number")),
    WEB_AUTHN: hasPasskey,
  };
  // A temporary password must be used, and whoever is to reset theirs must not get around it.
  const onlyPassword = user.status === "FORCE_CHANGE_PASSWORD" || user.status === "RESET_REQUIRED";
  const owesSecond = mfaConfiguration(pool) === "ON" || secondFactorOf(pool, user).kind !== "none";
  return allowed(pool).filter((factor) => {
    const name = factor === "PASSWORD_SRP" ? "PASSWORD" : factor;
    if (!can[name] || (onlyPassword && name !== "PASSWORD")) return false;
    if (!owesSecond || name === "PASSWORD") return true;
    return name === "WEB_AUTHN" && passkeysAreMultiFactor(pool) && user.mfa.passkeys === true;
  });
}

/**
 * What somebody is offered who is not there: what most users of such a pool are, and a passkey to one in four, always the
 * same ones, so that no offer tells that somebody is there (T-01). `sub` is the made-up one, drawn under a key.
 */
export function factorsOfNobody(pool: Pool, sub: string): FirstFactor[] {
  const hasPasskey = Number.parseInt(sub.slice(0, 1), 16) < 4;
  const all = allowed(pool).filter((factor) => factor !== "WEB_AUTHN" || hasPasskey);
  return mfaConfiguration(pool) === "ON" ? all.filter((factor) => passwords.includes(factor)) : all;
}

function allowed(pool: Pool): FirstFactor[] {
  return allowedFirstAuthFactors(pool).flatMap((factor): readonly FirstFactor[] => {
    // An authenticator stands in the model's list and begins no sign-in that is documented.
    if (factor === "SOFTWARE_TOKEN") return [];
    return factor === "PASSWORD" ? passwords : [factor];
  });
}
