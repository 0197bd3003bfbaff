/**
 * Port: what carries messages out of the house. A sender hands one message over, once, and says whether it was taken;
 * when to try again is the outbox's business.
 */
import type { MailAddress } from "../domain/message/mail-address.js";

/** One email, to one address. */
export interface OutgoingEmail {
  /** The same at every attempt, so that receivers can tell a repetition. */
  readonly messageId: string;
  /** Epoch milliseconds: the mail's date, the same at every attempt. */
  readonly writtenAt: number;
  readonly from: MailAddress;
  readonly replyTo?: MailAddress | undefined;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string | undefined;
  /** What the pool says of its own account at the mail service; senders without such accounts pass over it. */
  readonly identityArn?: string | undefined;
  readonly configurationSet?: string | undefined;
}

/** One text message. */
export interface OutgoingSms {
  /** The same at every attempt. */
  readonly messageId: string;
  readonly userPoolId: string;
  readonly kind: string;
  readonly to: string;
  readonly text: string;
  /** Where the pool sends from, at services that have regions. */
  readonly region: string;
}

/** Throws DeliveryError when a message was not taken. */
export interface EmailSender {
  send(email: OutgoingEmail): Promise<void>;
  close(): Promise<void>;
}

/** Throws DeliveryError when a message was not taken. */
export interface SmsSender {
  send(sms: OutgoingSms): Promise<void>;
  close(): Promise<void>;
}

/** A message was not taken. */
export class DeliveryError extends Error {
  override readonly name = "DeliveryError";

  /**
   * `reason` is a short word of fixed vocabulary: it is stored and logged, and may repeat nothing of the message (T-45).
   * `isFinal` says that the same message would be refused again.
   */
  constructor(
    readonly reason: string,
    readonly isFinal: boolean,
    options?: ErrorOptions,
  ) {
    super(`not delivered: ${reason}`, options);
  }
}
