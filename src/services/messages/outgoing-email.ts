/**
 * Owns what a message to a mailbox becomes when it leaves. The outbox sends what this makes, and the development inbox
 * shows it: what is seen there is what is sent.
 */
import type { Message } from "../../domain/message.js";
import type { MailSender } from "../../domain/user-pool/mail-sender.js";
import type { OutgoingEmail } from "../../ports/senders.js";

/** The email that a message is, from this sender. */
export function outgoingEmail({ id, at, to, subject = "", text, html }: Message, sender: MailSender): OutgoingEmail {
  return { ...sender, messageId: id, writtenAt: at, to, subject, text, html };
}
