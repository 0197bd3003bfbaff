/**
 * Owns what a user's choice of second factors comes to: SetUserMFAPreference, its admin twin, and the old SetUserSettings.
 * Which factor a sign-in then asks for is decided elsewhere.
 */
import { InvalidParameterException } from "../../model/generated/exceptions.js";
import type { MFAOptionType, SetUserMFAPreferenceRequest } from "../../model/generated/types.js";
import type { MfaFactor, UserMfa } from "../user.js";

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
  /** The pool's MFA configuration, the factors it has set up, and whether a passkey may count as two factors. */
  readonly poolMfa: {
    readonly configuration: "OFF" | "ON" | "OPTIONAL";
    readonly factors: readonly MfaFactor[];
    readonly multiFactorPasskeys: boolean;
  };
}

interface Wish {
  readonly factor: MfaFactor;
  readonly enabled: boolean;
  readonly preferred: boolean;
}

const FACTORS: readonly MfaFactor[] = ["SMS_MFA", "SOFTWARE_TOKEN_MFA", "EMAIL_OTP"];

/** The user's factors after a request. What the request does not mention stays as it is. */
export function mfaPreference(request: MfaPreferenceRequest, facts: MfaPreferenceFacts): UserMfa {
  const wishes = FACTORS.map((factor) => wishFor(factor, request, facts));
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
  const enabled = wishes.filter((wish) => wish.enabled).map(({ factor }) => factor);
  return withPasskeys(withFactors(facts.current, enabled, preferred), request, facts);
}

/** The user's factors once one of them is gone altogether, and the preference for it; the others stay. */
export function withoutFactor(current: UserMfa, gone: MfaFactor): UserMfa {
  const enabled = current.enabled.filter((factor) => factor !== gone);
  return withFactors(current, enabled, current.preferred === gone ? undefined : current.preferred);
}

/** The user's factors after SetUserSettings: it knows SMS to the phone number, which need not be named, or nothing. */
export function legacyMfaOptions(
  options: readonly MFAOptionType[],
  current: UserMfa,
  attributes: ReadonlyMap<string, string>,
): UserMfa {
  const isSms = ({ DeliveryMedium, AttributeName = "phone_number" }: MFAOptionType): boolean =>
    DeliveryMedium === "SMS" && AttributeName === "phone_number";
  if (!options.every(isSms)) {
    throw new InvalidParameterException("MFA options can only deliver by SMS to phone_number.");
  }
  const others = current.enabled.filter((factor) => factor !== "SMS_MFA");
  if (options.length === 0) {
    const { options: _, ...rest } = current;
    return notPasskeysAlone(withFactors(rest, others, current.preferred === "SMS_MFA" ? undefined : current.preferred));
  }
  if (!attributes.get("phone_number")) throw noDeliveryConfig("SMS_MFA");
  return withFactors(
    { ...current, options: [{ attribute: "phone_number", medium: "SMS" }] },
    ["SMS_MFA", ...others],
    current.preferred,
  );
}

function wishFor(factor: MfaFactor, request: MfaPreferenceRequest, { current, ...facts }: MfaPreferenceFacts): Wish {
  const settings = settingsOf(request, factor);
  const wasEnabled = current.enabled.includes(factor);
  // Where MFA is required nobody switches a token off: the call succeeds and leaves it on (API reference of
  // SoftwareTokenMfaSettingsType; seen on the service).
  const stays = factor === "SOFTWARE_TOKEN_MFA" && facts.hasSoftwareToken && facts.poolMfa.configuration === "ON";
  const enabled = (settings?.Enabled ?? wasEnabled) || (wasEnabled && stays);
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

/** Passkeys may stand for a second factor where the pool lets them. The wording of the refusal is not published. */
function withPasskeys(mfa: UserMfa, request: MfaPreferenceRequest, { current, poolMfa }: MfaPreferenceFacts): UserMfa {
  const { passkeys: _, ...rest } = mfa;
  const asked = request.WebAuthnMfaSettings?.Enabled;
  if (!(asked ?? current.passkeys ?? false)) return rest;
  if (asked === true && !poolMfa.multiFactorPasskeys) throw noDeliveryConfig("WEB_AUTHN_MFA");
  return notPasskeysAlone({ ...rest, passkeys: true });
}

/** Whoever loses the passkey must still get in by another factor. */
function notPasskeysAlone(mfa: UserMfa): UserMfa {
  if (mfa.passkeys && mfa.enabled.length === 0) {
    throw new InvalidParameterException("A user with WEB_AUTHN_MFA must have another MFA factor enabled.");
  }
  return mfa;
}

function noDeliveryConfig(factor: string): InvalidParameterException {
  return new InvalidParameterException(`User does not have delivery config set to turn on ${factor}`);
}

function withFactors(mfa: UserMfa, enabled: readonly MfaFactor[], preferred: MfaFactor | undefined): UserMfa {
  const { preferred: _, ...rest } = mfa;
  return { ...rest, enabled, ...(preferred === undefined ? {} : { preferred }) };
}
