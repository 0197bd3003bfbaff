/**
 * Port of the computing part of WebAuthn: reading what an authenticator wrote, and checking every step that a relying party
 * must take (W3C Web Authentication, "Registering a New Credential" and "Verifying an Authentication Assertion"). It owns
 * formats and signatures; whose challenge it was, which origins may speak and whose passkey it is are decided before.
 */
import type { UserVerificationType } from "../model/generated/types.js";

/** What a ceremony was about; anything else is refused. */
export interface ExpectedCeremony {
  /** base64url. */
  readonly challenge: string;
  /** The one origin that was judged to speak for the relying party. */
  readonly origin: string;
  readonly relyingPartyId: string;
  readonly userVerification: UserVerificationType;
}

/** A passkey that an authenticator made. */
export interface MadePasskey {
  /** base64url. */
  readonly credentialId: string;
  /** COSE_Key. */
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly aaguid: string;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/**
 * Why a registration is refused: not readable; of another relying party; or readable and of no use, because of its
 * algorithm, its key, or because nobody was present or verified.
 */
export type RegistrationRefusal = "malformed" | "relying-party" | "not-supported";

/** What an accepted answer of a passkey proves. */
export interface ProvenAssertion {
  readonly counter: number;
  readonly userVerified: boolean;
  readonly backupEligible: boolean;
  readonly backedUp: boolean;
}

/** An answer of a passkey as it came, in base64url. */
export interface GivenAssertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

export interface PasskeyVerifier {
  /**
   * The passkey in a registration, if every step holds. Attestation statements are neither asked for nor looked at: no
   * policy of a user pool depends on them, and certificates in them could make the server fetch what a stranger names.
   */
  registration(
    given: { readonly id: string; readonly clientDataJSON: string; readonly attestationObject: string },
    expected: ExpectedCeremony & { readonly algorithms: readonly number[] },
  ): Promise<MadePasskey | RegistrationRefusal>;
  /**
   * What an answer proves, if it is signed by this key and every step holds; undefined otherwise. A counter that did not
   * grow is refused, unless the authenticator keeps none.
   */
  assertion(
    given: GivenAssertion,
    expected: ExpectedCeremony,
    passkey: { readonly credentialId: string; readonly publicKey: Buffer; readonly counter: number },
  ): Promise<ProvenAssertion | undefined>;
}
