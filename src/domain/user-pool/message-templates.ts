/**
 * Owns the texts of a pool's messages: which one was set, under either of its two spellings. Cognito's text where none
 * was, and filling in names and codes, is `message-template.ts`.
 */
import type { VerificationMessageTemplateType } from "../../model/generated/types.js";
import type { UserPool } from "../user-pool.js";

/** What a pool says in a message of one kind; a text that was never set is absent. */
export interface PoolTexts {
  readonly emailSubject: string | undefined;
  readonly emailMessage: string | undefined;
  readonly smsMessage: string | undefined;
}

type Settings = Pick<UserPool, "settings">;

/**
 * The verification template with the older top-level members folded in: they are one store on Cognito, and the template
 * wins where both were sent.
 */
export function verificationMessageTemplate(pool: Settings): VerificationMessageTemplateType {
  const { settings } = pool;
  const sent = settings.VerificationMessageTemplate;
  const email = sent?.EmailMessage ?? settings.EmailVerificationMessage;
  const subject = sent?.EmailSubject ?? settings.EmailVerificationSubject;
  const sms = sent?.SmsMessage ?? settings.SmsVerificationMessage;
  return {
    ...(sms === undefined ? {} : { SmsMessage: sms }),
    ...(email === undefined ? {} : { EmailMessage: email }),
    ...(subject === undefined ? {} : { EmailSubject: subject }),
    ...(sent?.EmailMessageByLink === undefined ? {} : { EmailMessageByLink: sent.EmailMessageByLink }),
    ...(sent?.EmailSubjectByLink === undefined ? {} : { EmailSubjectByLink: sent.EmailSubjectByLink }),
    DefaultEmailOption: sent?.DefaultEmailOption ?? "CONFIRM_WITH_CODE",
  };
}

/** Texts that carry a confirmation, verification or password reset code. */
export function verificationTexts(pool: Settings): PoolTexts {
  const template = verificationMessageTemplate(pool);
  return {
    emailSubject: template.EmailSubject,
    emailMessage: template.EmailMessage,
    smsMessage: template.SmsMessage,
  };
}

/** Texts of an email that carries a confirmation link at `{##text##}`. */
export function verificationLinkTexts(pool: Settings): PoolTexts {
  const template = verificationMessageTemplate(pool);
  return {
    emailSubject: template.EmailSubjectByLink,
    emailMessage: template.EmailMessageByLink,
    smsMessage: template.SmsMessage,
  };
}

/** Texts of an invitation with username and temporary password. */
export function invitationTexts(pool: Settings): PoolTexts {
  const template = pool.settings.AdminCreateUserConfig?.InviteMessageTemplate;
  return {
    emailSubject: template?.EmailSubject,
    emailMessage: template?.EmailMessage,
    smsMessage: template?.SMSMessage,
  };
}

/** Texts of a message with a code for signing in. */
export function authenticationTexts(pool: Pick<UserPool, "settings" | "mfa">): PoolTexts {
  return {
    emailSubject: pool.mfa.email?.Subject,
    emailMessage: pool.mfa.email?.Message,
    smsMessage: pool.settings.SmsAuthenticationMessage ?? pool.mfa.sms?.SmsAuthenticationMessage,
  };
}
