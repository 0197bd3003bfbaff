/**
 * Owns what a pool and its app clients may configure about sessions, what is in force where nothing was configured, and
 * the rules these settings are for. Sources: API reference of Get- and SetUserPoolSessionConfiguration and of
 * UserPoolTokenSessionConfigType and ClientSSOSessionConfigType, 2026.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { UserSessionTrackingType } from "../../model/generated/types.js";
import { requireFeature } from "../user-pool/tier-limits.js";
import type { UserPool } from "../user-pool.js";

/** What a pool keeps. */
export interface PoolSessionConfiguration {
  readonly tracking: UserSessionTrackingType;
  /** Sign-ins of one user that may live at once. */
  readonly maxPerUser: number;
}

/** What an app client keeps. */
export interface ClientSessionConfiguration {
  /** How long after a fresh authentication an SSO session is reused silently for this client. */
  readonly ssoMaxValidityMinutes: number;
}

export const defaultPoolSessions: PoolSessionConfiguration = { tracking: "DISABLED", maxPerUser: 20 };
export const defaultClientSessions: ClientSessionConfiguration = { ssoMaxValidityMinutes: 60 };

type Plan = Pick<UserPool, "settings">;

/** Refuses the feature in the plan that lacks it. */
export function requireSessionManagement(pool: Plan): void {
  requireFeature(pool, "Session Management", ["LITE"]);
}

/** Whether new sign-ins are recorded. A pool that has moved to a plan without the feature keeps its setting, dormant. */
export function tracksSessions(pool: Plan, configuration: PoolSessionConfiguration): boolean {
  return configuration.tracking === "ENABLED" && pool.settings.UserPoolTier !== "LITE";
}

/** Refuses settings of a client while its pool does not track sessions: documented; which exception is not. */
export function requireTracking(configuration: PoolSessionConfiguration): void {
  if (configuration.tracking === "ENABLED") return;
  throw new InvalidParameterException("Session tracking must be enabled for the user pool.");
}

/**
 * How many of a user's sign-ins live on when another one begins: the new one takes the last place. A lowered limit takes
 * effect here too, and not before.
 */
export function sessionsKept(configuration: PoolSessionConfiguration): number {
  return configuration.maxPerUser - 1;
}

/**
 * Whether an SSO session gives this client new tokens without asking the user: only for so long after the last fresh
 * authentication, which silent reuse does not renew; 0 means never.
 */
export function maySignInSilently(
  configuration: ClientSessionConfiguration,
  authenticatedAt: number,
  now: number,
): boolean {
  return now - authenticatedAt < configuration.ssoMaxValidityMinutes * 60_000;
}
