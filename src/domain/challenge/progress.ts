/**
 * Owns what one sign-in has come to between its calls: what has been shown so far, and what hangs on it. It travels sealed
 * in the Session, or in a row where a custom sign-in makes it long. What comes next is `next-challenge.ts`.
 */

import type { AssessedRisk } from "../threat/risk.js";
import type { PasswordCredential } from "../user.js";
import type { Assurance, AssuranceLevel, Credit } from "./assurance.js";
import { type CustomProgress, withCustomResult } from "./custom-progress.js";

/** What somebody can show on the way in. The names are those of the challenges, but for what has none. */
export type ShownFactor =
  | "PASSWORD"
  | "EMAIL_OTP"
  | "SMS_OTP"
  /** A passkey whose device has only seen that somebody was there. */
  | "WEB_AUTHN"
  /** A passkey whose device has checked who it was. */
  | "WEB_AUTHN_VERIFIED"
  /** The pool's own functions were satisfied. */
  | "CUSTOM"
  | "SMS_MFA"
  | "EMAIL_MFA"
  | "SOFTWARE_TOKEN_MFA"
  | "DEVICE";

/** One sign-in on its way. */
export interface Progress {
  /** The `event_id` that its tokens will carry. */
  readonly eventId: string;
  /** In the order in which it was shown. */
  readonly shown: readonly ShownFactor[];
  /** When the password was set that the user has, epoch ms: another password since makes the sign-in worthless. */
  readonly passwordSetAt?: number | undefined;
  /** The remembered device that the client speaks for. */
  readonly deviceKey?: string | undefined;
  /** The user chose a new password on the way. */
  readonly newPassword?: true | undefined;
  /** Where the passkey lives that was shown. */
  readonly passkey?: Assurance["passkey"];
  /** The level of authentication that the client asked for. */
  readonly target?: AssuranceLevel | undefined;
  /** What it owes to an earlier sign-in; it holds only as long as that counts. */
  readonly credit?: Credit | undefined;
  /** What an estimate of risk demands besides the pool's own rules. */
  readonly demands?: "second-factor" | "second-factor-if-any" | undefined;
  /** What threat protection has found; absent where it has not looked. */
  readonly risk?: AssessedRisk | undefined;
  /** Of sign-ins that the pool's own functions lead. */
  readonly custom?: CustomProgress | undefined;
}

/** Second factors, by what they count as. */
const secondFactors: ReadonlySet<ShownFactor> = new Set(["SMS_MFA", "EMAIL_MFA", "SOFTWARE_TOKEN_MFA"]);

/** Whether a factor is one of the second kind. */
export function isSecondFactor(factor: ShownFactor): boolean {
  return secondFactors.has(factor);
}

/**
 * Whether wrong passwords keep this sign-in out for a time: all but those that the pool's own functions lead without asking
 * for a password or a factor of the user's (developer guide, lockout behavior). T-09: what such functions ask, they count.
 */
export function isLockedOutByPasswords({ custom, shown }: Pick<Progress, "custom" | "shown">): boolean {
  return custom === undefined || shown.some((factor) => factor === "PASSWORD" || isSecondFactor(factor));
}

/** The sign-in with one thing more shown. In a custom sign-in its functions learn of it under `challengeName`. */
export function withShown(progress: Progress, factor: ShownFactor, challengeName?: string): Progress {
  return {
    ...progress,
    shown: [...progress.shown, factor],
    ...(progress.custom === undefined || challengeName === undefined
      ? {}
      : { custom: withCustomResult(progress.custom, { challengeName, challengeResult: true }) }),
  };
}

/** Whether the password that was shown, if one was, is still the user's. */
export function isStillOf(progress: Progress, credential: Pick<PasswordCredential, "setAt"> | undefined): boolean {
  return progress.passwordSetAt === undefined || progress.passwordSetAt === credential?.setAt;
}
