/**
 * Sends mail by SMTP. The only file that knows nodemailer, which is loaded with the first mail. Addresses were checked
 * before they come here, and the envelope is given apart from the header, so that no header decides who gets a mail. A mail
 * is written the same way each time, for sending and for showing: nothing in it depends on chance or on the moment.
 */
import { createHash } from "node:crypto";
import type SMTPPool from "nodemailer/lib/smtp-pool";
import type { MailAddress } from "../../domain/message/mail-address.js";
import { DeliveryError, type EmailSender, type OutgoingEmail } from "../../ports/senders.js";

/** The mail server, and how far it is trusted. */
export interface SmtpAccess {
  /** `smtp://user@host:587` or `smtps://user@host:465`. */
  readonly url: string;
  readonly password?: string | undefined;
  /** Refuse to go on without STARTTLS. */
  readonly requireTls: boolean;
  /** Never use STARTTLS, even where it is offered. */
  readonly ignoreTls: boolean;
  readonly dkim?: DkimKey | undefined;
}

/** What signs mail. */
export interface DkimKey {
  readonly domainName: string;
  readonly keySelector: string;
  readonly privateKey: string;
}

/** A server that keeps silent for so long is taken for gone, ms. */
const connectMs = 10_000;
const silenceMs = 30_000;

function poolOptions({ url, password, requireTls, ignoreTls, dkim }: SmtpAccess) {
  const { protocol, hostname, port, username, password: inUrl } = new URL(url);
  const secure = protocol === "smtps:";
  const user = decodeURIComponent(username);
  return {
    pool: true as const,
    host: hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: requireTls,
    ignoreTLS: ignoreTls,
    ...(user === "" ? {} : { auth: { user, pass: password ?? decodeURIComponent(inUrl) } }),
    ...(dkim === undefined ? {} : { dkim }),
    maxConnections: 5,
    maxMessages: 100,
    idleTimeout: 30_000,
    // Trying again is the outbox's work; a second one here would send twice unseen.
    maxRequeues: 0,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    dnsTimeout: connectMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  };
}

const party = ({ name, address }: MailAddress) => ({ name: name ?? "", address });

function mailOf({ messageId, writtenAt, from, replyTo, to, subject, text, html }: OutgoingEmail) {
  return {
    date: new Date(writtenAt),
    // What divides the parts: nobody who has a part in the text knows the message's id beforehand.
    baseBoundary: createHash("sha256").update(messageId).digest("hex").slice(0, 24),
    // One name for every attempt: servers that remember it deliver once.
    messageId: `<${messageId}@${from.address.slice(from.address.lastIndexOf("@") + 1)}>`,
    envelope: { from: from.address, to: [to] },
    from: party(from),
    to: party({ address: to }),
    ...(replyTo === undefined ? {} : { replyTo: party(replyTo) }),
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    // RFC 3834: holiday notes are not to be sent back.
    headers: { "Auto-Submitted": "auto-generated" },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** A mail as it goes over the wire: headers, parts and signature. */
export async function mailSource(email: OutgoingEmail, dkim?: DkimKey | undefined): Promise<string> {
  const { createTransport } = await import("nodemailer");
  const writer = createTransport({
    streamTransport: true,
    buffer: true,
    newline: "windows",
    ...(dkim === undefined ? {} : { dkim }),
  });
  const { message } = await writer.sendMail(mailOf(email));
  return String(message);
}

/** What a failure means. Only its number or code is kept: a server's text often repeats the address. */
function deliveryError(error: unknown): DeliveryError {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  const reason = responseCode === undefined ? (code ?? "SmtpError") : `SMTP ${responseCode}`;
  // Only what is said about the recipient or the content is about this mail. A wrong password, a missing STARTTLS, a
  // sign-in that is asked for (53x): the operator can mend those, and the mail is still good.
  const isAboutMail = code === "EENVELOPE" || code === "EMESSAGE";
  const isSignIn = responseCode !== undefined && responseCode >= 530 && responseCode <= 539;
  const isRefused = responseCode === undefined ? code === "EENVELOPE" : responseCode >= 500;
  return new DeliveryError(reason, isAboutMail && isRefused && !isSignIn, { cause: error });
}

/** A sender with a pool of connections. */
export function smtpSender(access: SmtpAccess): EmailSender {
  let transport: Promise<{ sendMail(mail: ReturnType<typeof mailOf>): Promise<unknown>; close(): void }> | undefined;
  const open = async () => {
    const { createTransport } = await import("nodemailer");
    return createTransport(poolOptions(access) satisfies SMTPPool.Options);
  };
  return {
    async send(email) {
      transport ??= open();
      const { sendMail } = await transport.then((opened) => ({ sendMail: opened.sendMail.bind(opened) }));
      await sendMail(mailOf(email)).catch((error: unknown) => {
        throw deliveryError(error);
      });
    },
    async close() {
      if (transport !== undefined) (await transport).close();
    },
  };
}
