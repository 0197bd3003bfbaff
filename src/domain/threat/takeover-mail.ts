/**
 * Owns the words of mails about sign-ins that a pool acted on, where the pool has none of its own, and what stands for their
 * placeholders (Cognito developer guide, notification messages).
 */
import type { NotifyEmailType } from "../../model/generated/types.js";
import { type NoticeTexts, renderNotice, type TemplateValues } from "../message/message-template.js";
import type { TakeoverNotice } from "./protection.js";

/** What such a mail tells. */
export interface TakeoverFacts {
  readonly eventId: string;
  readonly username: string;
  readonly ipAddress: string;
  readonly deviceName: string;
  readonly city?: string | undefined;
  readonly country?: string | undefined;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly feedbackToken: string;
  /** Where one click says whether it was the user. */
  readonly linkValid: string;
  readonly linkInvalid: string;
}

const question = `<p>If this was you: <a href="{one-click-link-valid}">it was me</a>. If it was not: <a href="{one-click-link-invalid}">it was not me</a>, and please change your password.</p>`;
const facts = "<p>Device: {device-name}<br>Place: {city}, {country}<br>Address: {ip-address}<br>Time: {login-time}</p>";
const wordsOf = (subject: string, what: string): NoticeTexts => ({
  subject,
  html: `<p>Hello {username},</p><p>${what}</p>${facts}${question}`,
});

const blocked = wordsOf("Blocked sign-in attempt", "we have blocked an unusual attempt to sign in to your account.");
const challenged = wordsOf(
  "New sign-in attempt",
  "somebody with your password began an unusual sign-in to your account and was asked for further proof.",
);
const allowed = wordsOf("New sign-in", "we have noticed an unusual sign-in to your account.");

const defaults = {
  BLOCK: blocked,
  MFA_IF_CONFIGURED: challenged,
  MFA_REQUIRED: challenged,
  NO_ACTION: allowed,
} as const;

/** The mail about an action. */
export function takeoverMail({ action, email }: Pick<TakeoverNotice, "action" | "email">, told: TakeoverFacts) {
  return renderNotice(isWritten(email) ? textsOf(email) : defaults[action], valuesOf(told));
}

const isWritten = (email: NotifyEmailType | undefined): email is NotifyEmailType =>
  Boolean(email?.HtmlBody || email?.TextBody);

const textsOf = ({ Subject, HtmlBody, TextBody }: NotifyEmailType): NoticeTexts => ({
  subject: Subject,
  html: HtmlBody,
  text: TextBody,
});

const unknown = "Unknown";

function valuesOf(told: TakeoverFacts): TemplateValues {
  return {
    named: {
      username: told.username,
      "ip-address": told.ipAddress,
      city: told.city ?? unknown,
      country: told.country ?? unknown,
      "device-name": told.deviceName,
      "login-time": loginTime(told.at),
      "event-id": told.eventId,
      "feedback-token": told.feedbackToken,
    },
    links: { "one-click-link-valid": told.linkValid, "one-click-link-invalid": told.linkInvalid },
  };
}

const loginTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;

/** What a pool's own sender is told, as the attributes of the user (published typings of its event). */
export function takeoverAttributes(
  action: TakeoverNotice["action"],
  told: TakeoverFacts,
): Readonly<Record<string, string>> {
  return {
    EVENT_ID: told.eventId,
    USER_NAME: told.username,
    IP_ADDRESS: told.ipAddress,
    ACCOUNT_TAKE_OVER_ACTION: action,
    ONE_CLICK_LINK_VALID: told.linkValid,
    ONE_CLICK_LINK_INVALID: told.linkInvalid,
    LOGIN_TIME: loginTime(told.at),
    FEEDBACK_TOKEN: told.feedbackToken,
    ...(told.city === undefined ? {} : { CITY: told.city }),
    ...(told.country === undefined ? {} : { COUNTRY: told.country }),
    DEVICE_NAME: told.deviceName,
  };
}
