/** Owns the shape of a message to a user, as it is kept until somebody delivers it. */

/** Why a message is sent. */
export type MessageKind =
  | "sign-up"
  | "invitation"
  | "forgot-password"
  | "attribute-verification"
  | "mfa"
  | "otp"
  | "notification";

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
}
