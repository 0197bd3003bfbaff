/**
 * Owns the texts of a pool's messages: which one was set, under either of its two spellings, and Cognito's text where
 * none was. Filling in names and codes, and choosing the medium, belong to the service of messages.
 */
import type { VerificationMessageTemplateType } from "../../model/generated/types.js";
import type { UserPool } from "../user-pool.js";

/** A text for each medium; placeholders are `{####}`, `{username}` and `{##text##}`. */
export interface MessageTexts {
  readonly emailSubject: string;
  readonly emailMessage: string;
  readonly smsMessage: string;
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

/** Texts that carry a confirmation or verification code. */
export function verificationTexts(pool: Settings): MessageTexts {
  const template = verificationMessageTemplate(pool);
  return {
    emailSubject: template.EmailSubject ?? "Your verification code",
    emailMessage: template.EmailMessage ?? "Your confirmation code is {####}",
    smsMessage: template.SmsMessage ?? "Your verification code is {####}",
  };
}

/** Texts of an email that carries a confirmation link at `{##text##}`. */
export function verificationLinkTexts(pool: Settings): Pick<MessageTexts, "emailSubject" | "emailMessage"> {
  const template = verificationMessageTemplate(pool);
  return {
    emailSubject: template.EmailSubjectByLink ?? "Your verification link",
    emailMessage:
      template.EmailMessageByLink ?? "Please click the link below to verify your email address. {##Verify Email##}",
  };
}

/** Texts of an invitation with username and temporary password. */
export function invitationTexts(pool: Settings): MessageTexts {
  const template = pool.settings.AdminCreateUserConfig?.InviteMessageTemplate;
  return {
    emailSubject: template?.EmailSubject ?? "Your temporary password",
    emailMessage: template?.EmailMessage ?? "Your username is {username} and temporary password is {####}.",
    smsMessage: template?.SMSMessage ?? "Your username is {username} and temporary password is {####}.",
  };
}

/** Texts of a message with a code for signing in. */
export function authenticationTexts(pool: Pick<UserPool, "settings" | "mfa">): MessageTexts {
  return {
    emailSubject: pool.mfa.email?.Subject ?? "Your authentication code",
    emailMessage: pool.mfa.email?.Message ?? "Your authentication code is {####}",
    smsMessage: pool.settings.SmsAuthenticationMessage ?? "Your authentication code is {####}",
  };
}
