/** Owns who may become a user without a password, and what a user is like at first when an administrator makes one. */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import { allowsAuthFlow } from "../app-client/in-force.js";
import type { AppClient } from "../app-client.js";
import { addressesOfCodeFactors } from "../challenge/code-factor.js";
import type { User } from "../user.js";
import { autoVerifiedAttributes } from "../user-pool/in-force.js";
import type { UserPool } from "../user-pool.js";

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
  return addressesOfCodeFactors(pool).length > 0;
}

/**
 * Whether somebody may sign up without a password: through a client that offers the choice of factors, with an address that
 * the pool verifies and whose codes sign in (Cognito developer guide, passwords at sign-up).
 */
export function maySignUpWithoutPassword(
  pool: Pick<UserPool, "settings">,
  client: Pick<AppClient, "settings">,
  gives: (attribute: string) => boolean,
): boolean {
  const verified: readonly string[] = autoVerifiedAttributes(pool);
  return (
    allowsAuthFlow(client, "ALLOW_USER_AUTH") &&
    addressesOfCodeFactors(pool).some((attribute) => verified.includes(attribute) && gives(attribute))
  );
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
