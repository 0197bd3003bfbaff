/**
 * Owns what is in force of a pool's passkey settings: its WebAuthnConfiguration, completed by Cognito's defaults. Whether a
 * passkey counts as two factors is `passkeysAreMultiFactor` of `in-force.ts`.
 */
import type { UserVerificationType } from "../../model/generated/types.js";
import type { UserPool } from "../user-pool.js";
import { allowedFirstAuthFactors } from "./in-force.js";

/** Passkey settings with every default filled in. */
export interface PasskeySettings {
  /** Lower case; absent when the pool leaves it to its domains. */
  readonly relyingPartyId?: string | undefined;
  readonly userVerification: UserVerificationType;
}

/** What the pool demands of passkeys. */
export function passkeySettings(pool: Pick<UserPool, "mfa">): PasskeySettings {
  const sent = pool.mfa.webAuthn;
  return {
    relyingPartyId: sent?.RelyingPartyId?.toLowerCase(),
    userVerification: sent?.UserVerification ?? "preferred",
  };
}

/** Whether users of the pool may sign in, and therefore register, with passkeys. */
export function allowsPasskeys(pool: Pick<UserPool, "settings">): boolean {
  return allowedFirstAuthFactors(pool).includes("WEB_AUTHN");
}
