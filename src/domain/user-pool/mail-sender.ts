/**
 * Owns whom a pool's mail comes from. With an account of its own (DEVELOPER) the pool says so itself; all other pools
 * send as the installation does, since nobody here may send as Cognito's own address.
 */

import type { NotifyConfigurationType } from "../../model/generated/types.js";
import { isBareAddress, type MailAddress, parseMailAddress } from "../message/mail-address.js";
import type { UserPool } from "../user-pool.js";

/** Sender of a pool's mail, and what a mail service is told about the pool's account. */
export interface MailSender {
  readonly from: MailAddress;
  readonly replyTo?: MailAddress | undefined;
  readonly identityArn?: string | undefined;
  readonly configurationSet?: string | undefined;
}

/** The sender of a pool; undefined when neither the pool nor the installation names one that can be used. */
export function mailSenderOf(pool: Pick<UserPool, "settings">, mailFrom: string | undefined): MailSender | undefined {
  const email = pool.settings.EmailConfiguration;
  const replyTo = parsed(email?.ReplyToEmailAddress);
  const isOwn = email?.EmailSendingAccount === "DEVELOPER";
  const from = (isOwn ? (parsed(email.From) ?? identity(email.SourceArn)) : undefined) ?? parsed(mailFrom);
  if (from === undefined) return undefined;
  return {
    from,
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(isOwn && email.SourceArn !== undefined ? { identityArn: email.SourceArn } : {}),
    ...(isOwn && email.ConfigurationSet !== undefined ? { configurationSet: email.ConfigurationSet } : {}),
  };
}

/** The sender of a pool's notices about sign-ins; undefined where its configuration names no address. */
export function noticeSenderOf({
  From,
  ReplyTo,
  SourceArn,
}: Pick<NotifyConfigurationType, "From" | "ReplyTo" | "SourceArn">): MailSender | undefined {
  const from = parsed(From) ?? identity(SourceArn);
  const replyTo = parsed(ReplyTo);
  if (from === undefined) return undefined;
  return { from, ...(replyTo === undefined ? {} : { replyTo }), identityArn: SourceArn };
}

function parsed(text: string | undefined): MailAddress | undefined {
  return text === undefined ? undefined : parseMailAddress(text);
}

/** The address that `arn:aws:ses:…:identity/a@b` names; an identity may also be a whole domain. */
function identity(arn: string | undefined): MailAddress | undefined {
  const address = arn?.slice(arn.lastIndexOf("/") + 1) ?? "";
  return isBareAddress(address) ? { address } : undefined;
}
