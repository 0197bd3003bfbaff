/**
 * Owns which features a feature plan lacks. Limits bind only where the owner sent a tier: a pool that never named one may
 * use everything, since nothing here is billed.
 */
import { FeatureUnavailableInTierException } from "../../model/generated/exceptions.js";
import type { UserPool } from "../user-pool.js";
import { advancedSecurityMode, allowedFirstAuthFactors, lambdaConfig } from "./in-force.js";

/** Refuses settings that the plan the owner sent does not include. */
export function checkTierLimits(pool: Pick<UserPool, "settings" | "mfa">): void {
  const sent = pool.settings.UserPoolTier;
  if (sent === undefined || sent === "PLUS") return;
  const features: string[] = [];
  if (sent === "LITE") {
    if (allowedFirstAuthFactors(pool).some((factor) => factor !== "PASSWORD")) features.push("Passwordless Sign-In");
    const version = lambdaConfig(pool).PreTokenGenerationConfig?.LambdaVersion;
    if (version === "V2_0" || version === "V3_0") {
      features.push(`Token Customization with Pre-Token Generation Lambda ${version}`);
    }
    if (pool.settings.Policies?.PasswordPolicy?.PasswordHistorySize) features.push("Password History");
    if (pool.mfa.email !== undefined) features.push("Email MFA");
  }
  if (advancedSecurityMode(pool) !== "OFF") features.push("Threat Protection");
  if (features.length === 0) return;
  throw new FeatureUnavailableInTierException(
    `The following features need to be disabled for the ${sent} pricing tier configured: ${features.join(", ")}`,
  );
}

/** Refuses one feature that is asked for outside the pool's own settings: `managed login`, a client's auth flow. */
export function requireFeature(
  pool: Pick<UserPool, "settings">,
  feature: string,
  missingIn: readonly ("LITE" | "ESSENTIALS")[],
): void {
  const sent = pool.settings.UserPoolTier;
  if (sent === undefined || !missingIn.some((tier) => tier === sent)) return;
  throw new FeatureUnavailableInTierException(
    `The following feature is not available for the ${sent} pricing tier configured: ${feature}`,
  );
}
