/**
 * Owns what is in force in a user pool: what its owner set, completed by Cognito's defaults. Every rule of the program
 * asks here instead of reading settings. What Describe shows of it is `describe.ts`; texts of messages are
 * `message-templates.ts`.
 */
import type {
  AccountRecoverySettingType,
  AuthFactorType,
  LambdaConfigType,
  PasswordPolicyType,
  UserPoolAddOnsType,
  UserPoolMfaType,
  UserPoolTierType,
} from "../../model/generated/types.js";
import type { UserPool } from "../user-pool.js";

/** A password policy with every default filled in. */
export interface PasswordPolicyInForce {
  readonly MinimumLength: number;
  readonly RequireUppercase: boolean;
  readonly RequireLowercase: boolean;
  readonly RequireNumbers: boolean;
  readonly RequireSymbols: boolean;
  readonly TemporaryPasswordValidityDays: number;
  /** Absent when no history is kept. */
  readonly PasswordHistorySize?: number;
}

/** How a user who forgot the password may prove to be that user. */
export type RecoveryMechanism = "verified_email" | "verified_phone_number" | "admin_only";

type Settings = Pick<UserPool, "settings">;

const defaultMinimumLength = 8;
const defaultTemporaryPasswordValidityDays = 7;

/** The rules a new password must meet. */
export function passwordPolicy(pool: Settings): PasswordPolicyInForce {
  const sent = pool.settings.Policies?.PasswordPolicy;
  const days = { TemporaryPasswordValidityDays: temporaryPasswordValidityDays(pool) };
  // A policy that was never sent demands all kinds of characters; one that was sent demands only what it names.
  if (sent === undefined) return { ...completedPolicy(undefined, true), ...days };
  return { ...completedPolicy(sent, false), ...days };
}

function completedPolicy(
  sent: PasswordPolicyType | undefined,
  demanded: boolean,
): Omit<PasswordPolicyInForce, "TemporaryPasswordValidityDays"> {
  return {
    MinimumLength: sent?.MinimumLength || defaultMinimumLength,
    RequireUppercase: sent?.RequireUppercase ?? demanded,
    RequireLowercase: sent?.RequireLowercase ?? demanded,
    RequireNumbers: sent?.RequireNumbers ?? demanded,
    RequireSymbols: sent?.RequireSymbols ?? demanded,
    ...(sent?.PasswordHistorySize ? { PasswordHistorySize: sent.PasswordHistorySize } : {}),
  };
}

/** Days a temporary password is good for. 0 means the default, as on the wire; the older member counts if it is alone. */
export function temporaryPasswordValidityDays(pool: Settings): number {
  return (
    pool.settings.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays ||
    pool.settings.AdminCreateUserConfig?.UnusedAccountValidityDays ||
    defaultTemporaryPasswordValidityDays
  );
}

/** Ways to begin a choice-based sign-in. */
export function allowedFirstAuthFactors(pool: Settings): readonly AuthFactorType[] {
  return pool.settings.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ["PASSWORD"];
}

/** Attributes whose verified value signs in besides the username. */
export function aliasAttributes(pool: Settings): readonly ("phone_number" | "email" | "preferred_username")[] {
  return pool.settings.AliasAttributes ?? [];
}

/** Attributes that are given in place of a username; such a pool issues the username itself. */
export function usernameAttributes(pool: Settings): readonly ("phone_number" | "email")[] {
  return pool.settings.UsernameAttributes ?? [];
}

/** Whether "Ann" and "ann" are two users. A pool that never said so is case sensitive, as Cognito's API default is. */
export function isCaseSensitive(pool: Settings): boolean {
  return pool.settings.UsernameConfiguration?.CaseSensitive ?? true;
}

/** Attributes that are verified by a code at sign-up or on change. */
export function autoVerifiedAttributes(pool: Settings): readonly ("phone_number" | "email")[] {
  return pool.settings.AutoVerifiedAttributes ?? [];
}

/** Attributes that keep their old value until the new one is verified. */
export function attributesVerifiedBeforeUpdate(pool: Settings): readonly ("phone_number" | "email")[] {
  return pool.settings.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? [];
}

/** Whether a new value of this attribute must be verified before it replaces the old one. */
export function mustVerifyBeforeUpdate(pool: Settings, attribute: string): boolean {
  return attributesVerifiedBeforeUpdate(pool).some((name) => name === attribute);
}

/** The setting of account recovery that Describe shows. */
export function accountRecoverySetting(pool: Settings): AccountRecoverySettingType {
  const sent = pool.settings.AccountRecoverySetting;
  if (sent?.RecoveryMechanisms !== undefined) return sent;
  return {
    RecoveryMechanisms: [
      { Priority: 1, Name: "verified_email" },
      { Priority: 2, Name: "verified_phone_number" },
    ],
  };
}

/** Recovery mechanisms, the preferred one first; `["admin_only"]` where users cannot recover by themselves. */
export function recoveryMechanisms(pool: Settings): readonly RecoveryMechanism[] {
  const mechanisms = accountRecoverySetting(pool).RecoveryMechanisms ?? [];
  return [...mechanisms].sort((a, b) => a.Priority - b.Priority).map((mechanism) => mechanism.Name);
}

/** Whether people may create their own users. */
export function allowsSelfSignUp(pool: Settings): boolean {
  return pool.settings.AdminCreateUserConfig?.AllowAdminCreateUserOnly !== true;
}

/** The feature plan. Limits of a plan bind only where the owner sent one: `tier-limits.ts`. */
export function tier(pool: Settings): UserPoolTierType {
  return pool.settings.UserPoolTier ?? "ESSENTIALS";
}

/** Whether the pool refuses to be deleted. */
export function isDeletionProtected(pool: Settings): boolean {
  return pool.settings.DeletionProtection === "ACTIVE";
}

/** Whether sign-up and attribute verification by email go by a link instead of a code. */
export function confirmsByLink(pool: Settings): boolean {
  return pool.settings.VerificationMessageTemplate?.DefaultEmailOption === "CONFIRM_WITH_LINK";
}

/** Whether and for whom a second factor is demanded. */
export function mfaConfiguration(pool: Pick<UserPool, "mfa">): UserPoolMfaType {
  return pool.mfa.configuration;
}

/** Second factors that users of the pool may have, in the order SMS, TOTP, email. */
export function availableMfaFactors(
  pool: Pick<UserPool, "mfa">,
): readonly ("SMS_MFA" | "SOFTWARE_TOKEN_MFA" | "EMAIL_OTP")[] {
  if (pool.mfa.configuration === "OFF") return [];
  const factors: ("SMS_MFA" | "SOFTWARE_TOKEN_MFA" | "EMAIL_OTP")[] = [];
  if (pool.mfa.sms !== undefined) factors.push("SMS_MFA");
  if (pool.mfa.softwareToken?.Enabled === true) factors.push("SOFTWARE_TOKEN_MFA");
  if (pool.mfa.email !== undefined) factors.push("EMAIL_OTP");
  return factors;
}

/** What threat protection does. */
export function advancedSecurityMode(pool: Settings): UserPoolAddOnsType["AdvancedSecurityMode"] {
  return pool.settings.UserPoolAddOns?.AdvancedSecurityMode ?? "OFF";
}

/** The triggers with the two spellings of pre token generation brought into step: either one sent means both. */
export function lambdaConfig(pool: Settings): LambdaConfigType {
  const sent = pool.settings.LambdaConfig ?? {};
  const arn = sent.PreTokenGenerationConfig?.LambdaArn ?? sent.PreTokenGeneration;
  if (arn === undefined) return { ...sent };
  return {
    ...sent,
    PreTokenGeneration: arn,
    PreTokenGenerationConfig: sent.PreTokenGenerationConfig ?? { LambdaArn: arn, LambdaVersion: "V1_0" },
  };
}

/** A trigger by its name in LambdaConfig. */
export type TriggerName = Exclude<keyof LambdaConfigType, "KMSKeyID" | "PreTokenGenerationConfig">;

const triggerNames: readonly TriggerName[] = [
  "PreSignUp",
  "CustomMessage",
  "PostConfirmation",
  "PreAuthentication",
  "PostAuthentication",
  "DefineAuthChallenge",
  "CreateAuthChallenge",
  "VerifyAuthChallengeResponse",
  "PreTokenGeneration",
  "UserMigration",
  "CustomSMSSender",
  "CustomEmailSender",
  "InboundFederation",
];

/** Names of the triggers that the pool has. */
export function configuredTriggers(pool: Settings): readonly TriggerName[] {
  const config = lambdaConfig(pool);
  return triggerNames.filter((name) => config[name] !== undefined);
}

/** Whether a passkey that checked who its user is counts as two factors. */
export function passkeysAreMultiFactor(pool: Pick<UserPool, "mfa">): boolean {
  return pool.mfa.webAuthn?.FactorConfiguration === "MULTI_FACTOR_WITH_USER_VERIFICATION";
}
