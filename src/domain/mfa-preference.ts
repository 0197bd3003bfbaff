/**
 * Owns what a user's choice of second factors comes to: SetUserMFAPreference, its admin twin, and the old SetUserSettings.
 * Which factor a sign-in then asks for is decided elsewhere.
 */
import { InvalidParameterException } from "../model/generated/exceptions.js";
import type { MFAOptionType, SetUserMFAPreferenceRequest } from "../model/generated/types.js";
import type { MfaFactor, UserMfa } from "./user.js";

/** The members of a request that say something about factors; the admin twin has the same. */
export type MfaPreferenceRequest = Pick<
  SetUserMFAPreferenceRequest,
  "SMSMfaSettings" | "SoftwareTokenMfaSettings" | "EmailMfaSettings" | "WebAuthnMfaSettings"
>;

/** What the choice depends on. */
export interface MfaPreferenceFacts {
  /** The service words one refusal differently for the two operations. */
  readonly by: "user" | "admin";
  readonly current: UserMfa;
  readonly attributes: ReadonlyMap<string, string>;
  /** Whether the user has proven a software token. */
  readonly hasSoftwareToken: boolean;
  /** The pool's MFA configuration, and the factors it has set up. */
  readonly poolMfa: { readonly configuration: "OFF" | "ON" | "OPTIONAL"; readonly factors: readonly MfaFactor[] };
}

interface Wish {
  readonly factor: MfaFactor;
  readonly enabled: boolean;
  readonly preferred: boolean;
}

const FACTORS: readonly MfaFactor[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];

/** The user's factors after a request. What the request does not mention stays as it is. */
export function mfaPreference(request: MfaPreferenceRequest, facts: MfaPreferenceFacts): UserMfa {
  // Users have no passkeys that a sign-in could ask for, and what cannot be asked for must not look enabled.
  if (request.WebAuthnMfaSettings?.Enabled) throw noDeliveryConfig("WEB_AUTHN_MFA");
  const wishes = FACTORS.map((factor) => wishFor(factor, request, facts.current));
  const asked = FACTORS.filter((factor) => settingsOf(request, factor)?.PreferredMfa === true);
  // The wordings of these two refusals are not published.
  if (asked.length > 1) throw new InvalidParameterException("Only one MFA factor can be preferred.");
  if (wishes.some(({ factor, enabled }) => asked.includes(factor) && !enabled)) {
    throw new InvalidParameterException("A preferred MFA factor must be enabled.");
  }
  for (const { factor, enabled } of wishes) {
    if (enabled && settingsOf(request, factor)?.Enabled === true) checkUsable(factor, facts);
  }
  const preferred = asked[0] ?? wishes.find((wish) => wish.preferred)?.factor;
  return withFactors(
    facts.current,
    wishes.filter(({ enabled }) => enabled).map(({ factor }) => factor),
    preferred,
  );
}

/** The user's factors after SetUserSettings: it knows SMS to the phone number, or nothing. */
export function legacyMfaOptions(
  options: readonly MFAOptionType[],
  current: UserMfa,
  attributes: ReadonlyMap<string, string>,
): UserMfa {
  const isSms = ({ DeliveryMedium, AttributeName }: MFAOptionType): boolean =>
    DeliveryMedium === "SMS" && AttributeName === "phone_number";
  if (!options.every(isSms)) {
    throw new InvalidParameterException("MFA options can only deliver by SMS to phone_number.");
  }
  const others = current.enabled.filter((factor) => factor !== "SMS_MFA");
  if (options.length === 0) {
    const { options: _, ...rest } = current;
    return withFactors(rest, others, current.preferred === "SMS_MFA" ? undefined : current.preferred);
  }
  if (!attributes.get("phone_number")) throw noDeliveryConfig("SMS_MFA");
  return withFactors(
    { ...current, options: [{ attribute: "phone_number", medium: "SMS" }] },
    ["SMS_MFA", ...others],
    current.preferred,
  );
}

function wishFor(factor: MfaFactor, request: MfaPreferenceRequest, current: UserMfa): Wish {
  const settings = settingsOf(request, factor);
  const enabled = settings?.Enabled ?? current.enabled.includes(factor);
  const preferred = enabled && (settings?.PreferredMfa ?? current.preferred === factor);
  return { factor, enabled, preferred };
}

function settingsOf(request: MfaPreferenceRequest, factor: MfaFactor) {
  switch (factor) {
    case "SMS_MFA":
      return request.SMSMfaSettings;
    case "SOFTWARE_TOKEN_MFA":
      return request.SoftwareTokenMfaSettings;
    case "EMAIL_OTP":
      return request.EmailMfaSettings;
  }
}

/** A factor can be turned on if the user can be asked for it: an address or a proven token, and a pool that uses it. */
function checkUsable(factor: MfaFactor, { by, attributes, hasSoftwareToken, poolMfa }: MfaPreferenceFacts): void {
  // With MFA off nobody is asked for anything, and the pool has nothing set up that could be demanded.
  if (poolMfa.configuration !== "OFF" && !poolMfa.factors.includes(factor)) throw noDeliveryConfig(factor);
  if (factor === "SOFTWARE_TOKEN_MFA") {
    if (hasSoftwareToken) return;
    throw by === "user"
      ? new InvalidParameterException("User has not verified software token mfa")
      : noDeliveryConfig(factor);
  }
  if (!attributes.get(factor === "SMS_MFA" ? "phone_number" : "email")) throw noDeliveryConfig(factor);
}

function noDeliveryConfig(factor: string): InvalidParameterException {
  return new InvalidParameterException(`User does not have delivery config set to turn on ${factor}`);
}

function withFactors(mfa: UserMfa, enabled: readonly MfaFactor[], preferred: MfaFactor | undefined): UserMfa {
  const { preferred: _, ...rest } = mfa;
  return { ...rest, enabled, ...(preferred === undefined ? {} : { preferred }) };
}
