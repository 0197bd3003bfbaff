/** Owns the shape of a short code that was sent to somebody, and the purposes a code can have (T-11). */

/** What a code is for; a code of one purpose is worthless for every other. */
export type CodePurpose = "confirm-sign-up" | "forgot-password" | "verify-attribute" | "mfa" | "otp";

/** Which code of a user: at most one is alive for each key. */
export interface CodeKey {
  readonly poolId: string;
  readonly sub: string;
  readonly purpose: CodePurpose;
  /** The attribute a `verify-attribute` code is about, the challenge of an `mfa` code, else empty. */
  readonly target: string;
}

/** A live code. The code itself is kept only as a keyed MAC. Times are epoch milliseconds. */
export interface Code extends CodeKey {
  readonly mac: Buffer;
  /** The attribute whose value the code went to: `email` or `phone_number`. */
  readonly attribute: string;
  /** The value the code went to; redeeming proves control over exactly this value. */
  readonly destination: string;
  /** The client that asked for it; empty for a code asked for by an administrator. */
  readonly clientId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly triesLeft: number;
}
