/**
 * Owns the shape of a passkey as the program knows it, and how many a user may have. Rules over it (relying party, what
 * browsers are asked and what they answer) live in `domain/passkey/`.
 */

/** Passkeys of one user (Cognito developer guide, quotas). */
export const passkeysPerUser = 20;

/** One passkey of one user: a public key that answers for the user at one relying party. Times are epoch milliseconds. */
export interface Passkey {
  readonly poolId: string;
  readonly sub: string;
  /** base64url, as authenticators name it; unique in the pool. */
  readonly credentialId: string;
  /** COSE_Key, as the authenticator gave it. */
  readonly publicKey: Buffer;
  /** The authenticator's signature counter as last seen; 0 where it keeps none. */
  readonly counter: number;
  readonly transports: readonly string[];
  readonly friendlyName: string;
  readonly relyingPartyId: string;
  /** Absent when the browser did not tell. */
  readonly attachment?: PasskeyAttachment | undefined;
  /** The model of the authenticator, as a UUID; all zeros where it is not told. */
  readonly aaguid: string;
  /** Whether the key may be copied to other devices. It never changes. */
  readonly backupEligible: boolean;
  /** Whether it had been, when last seen. */
  readonly backedUp: boolean;
  readonly createdAt: number;
  readonly lastUsedAt?: number | undefined;
}

/** Whether the authenticator is part of the device or comes to it. */
export type PasskeyAttachment = "platform" | "cross-platform";
