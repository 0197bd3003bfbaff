/** Owns the shape of a message to a user, as it is kept until somebody delivers it. */
import type { KnownUser } from "./trigger/trigger-event.js";
import type { MailSender } from "./user-pool/mail-sender.js";

/** Why a message is sent. */
export type MessageKind =
  | "sign-up"
  | "invitation"
  | "forgot-password"
  | "attribute-verification"
  | "mfa"
  | "otp"
  | "notification";

/** How far the delivery of a message has come. */
export interface MessageDelivery {
  readonly state: "pending" | "sent" | "dead";
  /** Times that somebody began to deliver it. */
  readonly attempts: number;
  /** Name of the last error; never its text, which may repeat the message. */
  readonly failure?: string | undefined;
}

/** What a pool's own sender is told of a message, besides its secret. */
export interface OwnSenderEvent {
  readonly source:
    | "SignUp"
    | "AdminCreateUser"
    | "ResendCode"
    | "ForgotPassword"
    | "UpdateUserAttribute"
    | "VerifyUserAttribute"
    | "Authentication"
    /** A mail about a sign-in that threat protection acted on; it has no code. */
    | "AccountTakeOverNotification";
  readonly clientId?: string | undefined;
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly user?: KnownUser | undefined;
}

/** One message, already rendered. Times are epoch milliseconds; absent members are absent. */
export interface Message {
  /** Sorts by time of creation. */
  readonly id: string;
  readonly at: number;
  readonly userPoolId: string;
  readonly username: string;
  readonly kind: MessageKind;
  readonly medium: "EMAIL" | "SMS";
  readonly to: string;
  readonly subject?: string | undefined;
  readonly text: string;
  readonly html?: string | undefined;
  readonly code?: string | undefined;
  readonly link?: string | undefined;
  readonly temporaryPassword?: string | undefined;
  /** Where a mail has a sender of its own. */
  readonly sender?: MailSender | undefined;
  /** Present when a function of the pool is to send it. */
  readonly ownSender?: OwnSenderEvent | undefined;
  /** Absent for a message that nobody delivers: it is kept for the inbox. */
  readonly delivery?: MessageDelivery | undefined;
}
