/**
 * Owns how often one user may do what sends or tries codes, and passwords while signed in. Always on: these are Cognito's
 * figures, and they hold per user whatever name was typed (T-09, T-14).
 */
import { LimitExceededException, TooManyRequestsException } from "../model/generated/exceptions.js";

/** The window that the limits count in. */
export const ATTEMPT_WINDOW_MS = 60 * 60 * 1000;

/**
 * Attempts per hour. For a forgotten password Cognito allows 5 to 20 by the risk it sees; without an assessment of risk
 * it is the upper figure.
 */
const LIMITS = {
  ForgotPassword: 20,
  ConfirmForgotPassword: 20,
  ResendConfirmationCode: 5,
  ConfirmSignUp: 15,
  ChangePassword: 5,
  GetUserAttributeVerificationCode: 5,
  VerifyUserAttribute: 15,
  // Ours: Cognito publishes no figure, only that too many tries end in an error.
  VerifySoftwareToken: 15,
} as const;

/** Operations that a user may repeat only so often. */
export type LimitedOperation = keyof typeof LIMITS;

/**
 * The key to count under. `subject` is the user's sub, or the canonical name where no such user exists: those are counted
 * as well, or the limit itself would tell who exists (T-01).
 */
export function attemptKey(operation: LimitedOperation, poolId: string, subject: string): string {
  return `${operation}/${poolId}/${subject}`;
}

/** Refuses the attempt that is one too many; `count` includes it. */
export function checkAttemptLimit(operation: LimitedOperation, count: number): void {
  if (count <= LIMITS[operation]) return;
  // The one of these operations whose model knows no exceeded limit.
  if (operation === "VerifySoftwareToken") throw new TooManyRequestsException("Too many requests");
  throw new LimitExceededException("Attempt limit exceeded, please try after some time.");
}
