/** Owns the shape of what is recorded of sign-ins, sign-ups and recoveries. How it is shown is `auth-event-view.ts`. */
import type { FeedbackValueType } from "../model/generated/types.js";
import type { AssessedRisk } from "./threat/risk.js";

/** What a client tells of where a request comes from, or an operator's database of addresses knows. */
export interface EventContext {
  /** As `-07:00`. */
  readonly timezone?: string | undefined;
  /** What a client's own library calls the device: its id, else its fingerprint. */
  readonly device?: string | undefined;
  readonly city?: string | undefined;
  readonly country?: string | undefined;
  /** Degrees. */
  readonly latitude?: number | undefined;
  readonly longitude?: number | undefined;
}

/** What somebody has said about an event afterwards. */
export interface EventFeedback {
  readonly value: FeedbackValueType;
  /** Who has said it. */
  readonly provider: "Admin" | "User";
  readonly at: number;
}

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
  /** Present where threat protection looked at the event. */
  readonly risk?: AssessedRisk | undefined;
  readonly context?: EventContext | undefined;
  readonly feedback?: EventFeedback | undefined;
}

/** Where a request came from, as far as events remember it. */
export interface EventOrigin {
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly context?: EventContext | undefined;
}
