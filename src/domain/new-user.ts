/** Owns what a user is like at first when an administrator makes one: the state, and whether there is a password at all. */
import { InvalidParameterException } from "../model/generated/exceptions.js";
import type { User } from "./user.js";
import { allowedFirstAuthFactors } from "./user-pool/in-force.js";
import type { UserPool } from "./user-pool.js";

/** What an administrator's request comes to. */
export interface NewUserFacts {
  readonly pool: Pick<UserPool, "id" | "settings">;
  readonly sub: string;
  readonly username: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly withPassword: boolean;
  readonly now: number;
}

/** Whether users can do without a password: codes by email or SMS sign in. */
export function takesUsersWithoutPassword(pool: Pick<UserPool, "settings">): boolean {
  return allowedFirstAuthFactors(pool).some((factor) => factor === "EMAIL_OTP" || factor === "SMS_OTP");
}

/** The user, who has to replace a temporary password; one without any is confirmed and needs an address for codes. */
export function newUserByAdministrator(facts: NewUserFacts): User {
  const { pool, sub, username, attributes, withPassword, now } = facts;
  if (!withPassword && !attributes.get("email") && !attributes.get("phone_number")) {
    // The API reference states the rule; the service's wording is not published.
    throw new InvalidParameterException("An email or a phone number is required for a user without a password.");
  }
  return {
    poolId: pool.id,
    sub,
    username,
    status: withPassword ? "FORCE_CHANGE_PASSWORD" : "CONFIRMED",
    enabled: true,
    attributes,
    mfa: { enabled: [] },
    createdAt: now,
    modifiedAt: now,
    version: 1,
  };
}
