/** Owns the shape of what is recorded of sign-ins, sign-ups and recoveries. */

/** One recorded event of one user. Times are epoch milliseconds. */
export interface AuthEvent {
  readonly eventId: string;
  readonly poolId: string;
  readonly sub: string;
  readonly type: "SignIn" | "SignUp" | "ForgotPassword" | "PasswordChange" | "ResendCode";
  readonly response: "Pass" | "Fail" | "InProgress";
  readonly challenges: readonly { readonly name: "Password" | "Mfa"; readonly response: "Success" | "Failure" }[];
  readonly clientId: string;
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly at: number;
}
