/**
 * Owns the rules between settings of a user pool: what CreateUserPool and UpdateUserPool refuse although each member by
 * itself is well formed, in Cognito's order and words. The schema is `schema.ts`, second factors are `mfa-config.ts`,
 * feature plans are `tier-limits.ts`. Whether roles and identities really exist is not asked; with strict ARNs those of
 * other accounts are refused.
 */
import { InvalidParameterException, UserPoolTaggingException } from "../../model/generated/exceptions.js";
import type { CreateUserPoolRequest, LambdaConfigType, UpdateUserPoolRequest } from "../../model/generated/types.js";
import { hasDoubleNames } from "../challenge/assurance.js";
import type { UserPool } from "../user-pool.js";
import { arnParts } from "./arn.js";
import { allowedFirstAuthFactors, attributesVerifiedBeforeUpdate, autoVerifiedAttributes } from "./in-force.js";
import { checkFirstFactorsAgainstMfa } from "./mfa-config.js";
import { checkSendingIdentity } from "./sending-identity.js";
import { checkSmsConfiguration } from "./sms-configuration.js";
import { tagProblem } from "./tags.js";
import { checkTierLimits } from "./tier-limits.js";

/** Checks a pool as CreateUserPool would leave it. */
export function checkNewPool(pool: UserPool, request: CreateUserPoolRequest, strictArns: boolean): void {
  if (pool.settings.AliasAttributes?.length && pool.settings.UsernameAttributes?.length) {
    refuse("Only one of the aliasAttributes or usernameAttributes can be set in a User pool.");
  }
  const preferred = pool.schema.find((attribute) => attribute.Name === "preferred_username");
  if (preferred?.Required === true && pool.settings.AliasAttributes?.includes("preferred_username")) {
    refuse("preferred_username cannot be both an alias attribute and a required attribute.");
  }
  checkVerification(pool);
  if (pool.mfa.configuration !== "OFF" && pool.settings.SmsConfiguration === undefined) {
    refuse("SMS configuration and Auto verification for phone_number are required when MFA is required/optional");
  }
  checkEverythingElse(pool, request, strictArns);
}

/** Checks a pool as UpdateUserPool would leave it. */
export function checkChangedPool(pool: UserPool, request: UpdateUserPoolRequest, strictArns: boolean): void {
  checkVerification(pool);
  const wantsMfa = request.MfaConfiguration === "ON" || request.MfaConfiguration === "OPTIONAL";
  const { sms, softwareToken, email } = pool.mfa;
  if (wantsMfa && sms === undefined && softwareToken?.Enabled !== true && email === undefined) {
    refuse("Cannot turn MFA functionality ON, once the user pool has been created.");
  }
  checkEverythingElse(pool, request, strictArns);
}

function checkEverythingElse(
  pool: UserPool,
  request: CreateUserPoolRequest | UpdateUserPoolRequest,
  strictArns: boolean,
): void {
  const verified = autoVerifiedAttributes(pool);
  if (attributesVerifiedBeforeUpdate(pool).some((name) => !verified.includes(name))) {
    refuse("All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes");
  }
  if (
    request.Policies?.PasswordPolicy?.TemporaryPasswordValidityDays &&
    request.AdminCreateUserConfig?.UnusedAccountValidityDays
  ) {
    refuse("Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays");
  }
  checkInvitation(pool);
  checkEmail(pool, strictArns);
  checkRecovery(pool);
  checkFirstFactors(pool);
  checkFirstFactorsAgainstMfa(pool);
  checkTierLimits(pool);
  checkTriggers(pool.settings.LambdaConfig ?? {}, pool.region);
  checkSmsConfiguration(pool, strictArns);
  checkAvailability(pool);
  const problem = tagProblem(pool.tags);
  if (problem !== undefined) throw new UserPoolTaggingException(problem);
}

function checkVerification(pool: UserPool): void {
  if (autoVerifiedAttributes(pool).includes("phone_number") && pool.settings.SmsConfiguration === undefined) {
    refuse("SMS configuration is required when phone_number is selected for auto verification");
  }
}

function checkInvitation(pool: UserPool): void {
  const template = pool.settings.AdminCreateUserConfig?.InviteMessageTemplate;
  // Where users may sign in without a password the invitation need not carry one.
  const needsCode = allowedFirstAuthFactors(pool).every((factor) => factor === "PASSWORD");
  const placeholders = needsCode ? ["{####}", "{username}"] : ["{username}"];
  for (const [member, message, around] of [
    ["emailMessage", template?.EmailMessage, "[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\s*]*"],
    ["smsMessage", template?.SMSMessage, "(?s).*"],
  ] as const) {
    const missing = message === undefined ? undefined : placeholders.find((text) => !message.includes(text));
    if (missing === undefined) continue;
    // The service finds out behind its model, and names the place by its own names (deployed in September 2026).
    const pattern = `${around}${missing.replace("{", "\\{").replace("}", "\\}")}${around}`;
    refuse(
      `1 validation error detected: Value '${message}' at 'adminCreateUserConfig.inviteMessage.${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern}`,
    );
  }
}

function checkEmail(pool: UserPool, strictArns: boolean): void {
  const email = pool.settings.EmailConfiguration;
  if (email === undefined) return;
  if (email.EmailSendingAccount === "DEVELOPER" && email.SourceArn === undefined) {
    refuse("Source ARN is required to use DEVELOPER email sending owner");
  }
  if (email.SourceArn !== undefined) checkSendingIdentity(pool, email.SourceArn, strictArns);
  if (email.From !== undefined && !isSender(email.From)) refuse("Provided From email address is invalid");
  // Quoted in public reports of deployments (AWS CDK issue 9739).
  if (email.EmailSendingAccount !== "DEVELOPER" && email.From !== undefined) {
    refuse("Cannot configure From email address for default email configuration");
  }
}

/** `a@b`, `Name <a@b>` or `"Name, of some kind" <a@b>`: a name with special characters stands in quotes (RFC 5322). */
function isSender(from: string): boolean {
  const text = from.trim();
  const open = text.endsWith(">") ? text.lastIndexOf("<") : -1;
  if (open < 0) return isAddress(text);
  const name = text.slice(0, open).trim();
  const inQuotes = name.length > 1 && name.startsWith('"') && name.endsWith('"');
  const isName = inQuotes ? !/["\\]/.test(name.slice(1, -1).replaceAll(/\\./g, "")) : !/[()<>[\]:;@\\,."]/.test(name);
  return isName && isAddress(text.slice(open + 1, -1));
}

function isAddress(text: string): boolean {
  const [local, domain, ...more] = text.split("@");
  return Boolean(local && domain) && more.length === 0 && !/[\s<>]/.test(text);
}

function checkRecovery(pool: UserPool): void {
  const mechanisms = pool.settings.AccountRecoverySetting?.RecoveryMechanisms ?? [];
  if (mechanisms.length > 1 && mechanisms.some((mechanism) => mechanism.Name === "admin_only")) {
    refuse("Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.");
  }
  const names = new Set(mechanisms.map((mechanism) => mechanism.Name));
  const priorities = new Set(mechanisms.map((mechanism) => mechanism.Priority));
  if (names.size < mechanisms.length || priorities.size < mechanisms.length) {
    refuse("Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.");
  }
}

function checkFirstFactors(pool: UserPool): void {
  const factors = allowedFirstAuthFactors(pool);
  if (!factors.includes("PASSWORD")) {
    refuse("Password should be configured as one of the allowed first auth factors.");
  }
  if (factors.includes("SMS_OTP") && pool.settings.SmsConfiguration === undefined) {
    refuse("SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration");
  }
}

function checkTriggers(triggers: LambdaConfigType, region: string): void {
  const customSender = triggers.CustomSMSSender ?? triggers.CustomEmailSender;
  if (customSender !== undefined && triggers.KMSKeyID === undefined) {
    refuse("KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.");
  }
  const keyRegion = triggers.KMSKeyID === undefined ? "" : arnParts(triggers.KMSKeyID)?.region;
  if (customSender !== undefined && keyRegion && keyRegion !== region) {
    refuse(`Encountered error when CreateGrant was attempted on the input KMS key - Invalid arn ${keyRegion}`);
  }
  const { PreTokenGeneration, PreTokenGenerationConfig } = triggers;
  if (
    PreTokenGeneration !== undefined &&
    PreTokenGenerationConfig !== undefined &&
    PreTokenGeneration !== PreTokenGenerationConfig.LambdaArn
  ) {
    refuse("Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's");
  }
  for (const value of Object.values(triggers)) {
    const arn = typeof value === "string" ? value : value?.LambdaArn;
    const parts = arn === undefined ? undefined : arnParts(arn);
    if (parts?.service === "lambda" && parts.region !== "" && parts.region !== region) {
      refuse("Cross-region lambda functions are not supported");
    }
  }
}

/** Settings of features that this version does not have are refused, never stored and forgotten. */
function checkAvailability(pool: UserPool): void {
  const { DcrConfiguration } = pool.settings;
  if (DcrConfiguration !== undefined && DcrConfiguration.EnableStatus !== "Disabled") {
    refuse("Dynamic client registration is not available in this version of Poolhouse.");
  }
  if (hasDoubleNames(pool)) refuse("The ACR values of a user pool must be unique, those that are not named included.");
}

function refuse(message: string): never {
  throw new InvalidParameterException(message);
}
