/**
 * Owns the rules of Get- and SetUserPoolMfaConfig. The SMS role and text are one store with those of the pool itself
 * (`settings.SmsConfiguration`, `settings.SmsAuthenticationMessage`), as on Cognito; `mfa.sms` only says that SMS is a
 * factor.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { GetUserPoolMfaConfigResponse, SetUserPoolMfaConfigRequest } from "../../model/generated/types.js";
import { canBeRelyingParty } from "../passkey/relying-party.js";
import type { UserPool, UserPoolMfa } from "../user-pool.js";
import { allowedFirstAuthFactors } from "./in-force.js";
import { checkSmsConfiguration } from "./sms-configuration.js";
import { checkTierLimits } from "./tier-limits.js";

/** The pool after SetUserPoolMfaConfig, which replaces everything: what is not sent is gone. */
export function withMfaConfig(
  pool: UserPool,
  request: SetUserPoolMfaConfigRequest,
  { now, strictArns }: { readonly now: number; readonly strictArns: boolean },
): UserPool {
  const configuration = request.MfaConfiguration ?? "OFF";
  checkFactors(pool, request, configuration);
  const relyingParty = request.WebAuthnConfiguration?.RelyingPartyId;
  // Also names that many sites share, as the developer guide says of public suffixes. Its wording is not published.
  if (relyingParty !== undefined && !canBeRelyingParty(relyingParty)) refuse("Invalid relying party ID.");
  const sms = request.SmsMfaConfiguration;
  const mfa: UserPoolMfa = {
    configuration,
    ...(sms === undefined ? {} : { sms: {} }),
    ...(request.SoftwareTokenMfaConfiguration === undefined
      ? {}
      : { softwareToken: { Enabled: request.SoftwareTokenMfaConfiguration.Enabled ?? false } }),
    ...(request.EmailMfaConfiguration === undefined ? {} : { email: request.EmailMfaConfiguration }),
    ...(request.WebAuthnConfiguration === undefined ? {} : { webAuthn: request.WebAuthnConfiguration }),
  };
  const settings = { ...pool.settings };
  if (sms !== undefined) {
    settings.SmsAuthenticationMessage = sms.SmsAuthenticationMessage;
    settings.SmsConfiguration = sms.SmsConfiguration ?? settings.SmsConfiguration;
  }
  const result: UserPool = { ...pool, settings, mfa, modifiedAt: now };
  checkFirstFactorsAgainstMfa(result);
  checkTierLimits(result);
  checkSmsConfiguration(result, strictArns);
  return result;
}

/** The wire form of the MFA configuration; factors that were never configured are absent. */
export function describeMfaConfig(pool: Pick<UserPool, "settings" | "mfa">): GetUserPoolMfaConfigResponse {
  const { mfa, settings } = pool;
  const message = settings.SmsAuthenticationMessage;
  return {
    ...(mfa.sms === undefined
      ? {}
      : {
          SmsMfaConfiguration: {
            ...(message === undefined ? {} : { SmsAuthenticationMessage: message }),
            ...(settings.SmsConfiguration === undefined ? {} : { SmsConfiguration: settings.SmsConfiguration }),
          },
        }),
    ...(mfa.softwareToken === undefined ? {} : { SoftwareTokenMfaConfiguration: mfa.softwareToken }),
    ...(mfa.email === undefined ? {} : { EmailMfaConfiguration: mfa.email }),
    MfaConfiguration: mfa.configuration,
    ...(mfa.webAuthn === undefined ? {} : { WebAuthnConfiguration: mfa.webAuthn }),
  };
}

/** Which first factors may stand beside required MFA. OPTIONAL forbids nothing. */
export function checkFirstFactorsAgainstMfa(pool: Pick<UserPool, "settings" | "mfa">): void {
  if (pool.mfa.configuration !== "ON") return;
  const factors = allowedFirstAuthFactors(pool);
  if (factors.includes("EMAIL_OTP") || factors.includes("SMS_OTP")) {
    refuse("Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled");
  }
  if (
    factors.includes("WEB_AUTHN") &&
    pool.mfa.webAuthn?.FactorConfiguration !== "MULTI_FACTOR_WITH_USER_VERIFICATION"
  ) {
    refuse(
      "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an allowed first auth factor",
    );
  }
}

function checkFactors(
  pool: UserPool,
  request: SetUserPoolMfaConfigRequest,
  configuration: UserPoolMfa["configuration"],
): void {
  const { SmsMfaConfiguration: sms, SoftwareTokenMfaConfiguration: totp, EmailMfaConfiguration: email } = request;
  if (configuration === "OFF") {
    if (sms !== undefined || totp !== undefined || email !== undefined) {
      refuse("Invalid MFA configuration given, can't turn off MFA and configure an MFA together.");
    }
    return;
  }
  if (sms === undefined && totp?.Enabled !== true && email === undefined) {
    refuse("Invalid MFA Configuration given. SMS MFA, Email MFA, or Software Token MFA must be enabled.");
  }
  // Also where SMS was no factor before: aws-amplify/amplify-backend issue 1481 and pull request 1523.
  if (sms === undefined && pool.settings.SmsConfiguration !== undefined) {
    refuse("Can't turn off SMS_MFA when SMS configuration is set for the user pool");
  }
  if (sms !== undefined && sms.SmsConfiguration === undefined && pool.settings.SmsConfiguration === undefined) {
    refuse("SMS configuration and Auto verification for phone_number are required when MFA is required/optional");
  }
  const sender = pool.settings.EmailConfiguration?.EmailSendingAccount ?? "COGNITO_DEFAULT";
  if (email !== undefined && sender === "COGNITO_DEFAULT") {
    refuse(
      "Cannot set EmailMfaConfiguration when user pool EmailConfiguration contains an EmailSendingAccount of COGNITO_DEFAULT.",
    );
  }
}

function refuse(message: string): never {
  throw new InvalidParameterException(message);
}
