/**
 * Owns the shape of a user, of the credentials a user signs in with, and of what is remembered about sign-ins.
 * Attribute rules live in `domain/attributes/`; keys for look-ups in `domain/user/canonical-key.ts`.
 */
import type { PasswordHashingAlgorithmType } from "../model/generated/types.js";

/** States a user can be in; COMPROMISED, ARCHIVED and UNKNOWN of the model are never produced. */
export type UserStatus = "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD" | "RESET_REQUIRED" | "EXTERNAL_PROVIDER";

/** Second factors a user can prefer, by the names of UserMFASettingList. */
export type MfaFactor = "SMS_MFA" | "SOFTWARE_TOKEN_MFA" | "EMAIL_OTP";

/** What a user chose about second factors. */
export interface UserMfa {
  readonly enabled: readonly MfaFactor[];
  readonly preferred?: MfaFactor | undefined;
  /** Whether the user's passkeys stand for a second factor too; no member of UserMFASettingList, never preferred. */
  readonly passkeys?: true | undefined;
  /** The legacy MFAOptions of SetUserSettings: attribute names that receive SMS codes. */
  readonly options?: readonly { readonly attribute: string; readonly medium: "SMS" | "EMAIL" }[] | undefined;
}

/** One user of one pool. Times are epoch milliseconds. */
export interface User {
  readonly poolId: string;
  /** Issued by the service, immutable, never given to another user. */
  readonly sub: string;
  /** As given by the caller; equals `sub` in pools with username attributes. */
  readonly username: string;
  readonly status: UserStatus;
  readonly enabled: boolean;
  /** Everything but `sub`, by full name (`custom:x`, `dev:custom:x`); values are always text. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly mfa: UserMfa;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
}

/** A password hash of another directory, as it was spelled there. */
export interface StoredHash {
  readonly algorithm: PasswordHashingAlgorithmType;
  readonly text: string;
}

/** What proves a password: the SRP salt and verifier, never the password. */
export interface PasswordCredential {
  readonly poolId: string;
  readonly sub: string;
  /** 16 random bytes. */
  readonly salt: Buffer;
  /** g^x mod N, big-endian; of no password while there is an imported hash. */
  readonly verifier: Buffer;
  /** What another directory had for a verifier, until the password is shown for the first time. */
  readonly importedHash?: StoredHash | undefined;
  readonly temporary: boolean;
  /** When it was set, epoch ms: the clock of a temporary password starts here. */
  readonly setAt: number;
}
