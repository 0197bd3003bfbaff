/**
 * Owns the texts of messages: the defaults, the placeholders, and how values get into subject, HTML and text (T-40).
 * Templates are HTML written by the pool's owner and keep their markup; values never become any. What a place in HTML
 * does to a value is `html-template.ts`. The checks of a template when a pool stores it belong to the pool.
 *
 * Placeholders: `{####}` the code or temporary password, `{##any text##}` a link with that text, `{username}` and other
 * `{names}`. One that has no value stays as it is, so that its author sees the mistake.
 */
import { HtmlTemplateWriter } from "./html-template.js";
import { heldIn } from "./text-direction.js";

/** The messages that have a text of their own. */
export type TemplateKind =
  | "verification-code"
  | "verification-link"
  | "forgot-password"
  | "invitation"
  | "invitation-without-password"
  | "authentication-code";

/** What a pool, or its CustomMessage trigger, wants said; what is absent or blank is the default's. */
export interface MessageTexts {
  readonly subject?: string | undefined;
  readonly body?: string | undefined;
}

/** What placeholders stand for. */
export interface TemplateValues {
  /** The code or the temporary password. */
  readonly code?: string | undefined;
  /** Where links lead: an URL of the pool's own configuration. */
  readonly link?: string | undefined;
  /** Values by the name in braces, `username` above all. */
  readonly named?: Readonly<Record<string, string>> | undefined;
  /** Addresses of this server by the name in braces: they stand for themselves, in a text as in an attribute. */
  readonly links?: Readonly<Record<string, string>> | undefined;
}

/** The words of a mail whose author gives HTML, text or both. */
export interface NoticeTexts {
  readonly subject: string;
  readonly html?: string | undefined;
  readonly text?: string | undefined;
}

/** An email ready to send; `text` says what `html` says. */
export interface RenderedEmail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

interface DefaultTexts {
  readonly subject: string;
  readonly email: string;
  readonly sms: string;
}

const VERIFICATION = "Your verification code is {####}.";
const FORGOT_PASSWORD = "Your password reset code is {####}";
const INVITATION = "Your username is {username} and temporary password is {####}.";
const INVITATION_WITHOUT_PASSWORD = "Your username is {username}.";

const DEFAULTS: Readonly<Record<TemplateKind, DefaultTexts>> = {
  "verification-code": { subject: "Your verification code", email: VERIFICATION, sms: VERIFICATION },
  "verification-link": {
    subject: "Your verification link",
    email: "Please click the link below to verify your email address. {##Verify Email##}",
    // Links are for email; a phone gets a code.
    sms: VERIFICATION,
  },
  "forgot-password": { subject: "Your verification code", email: FORGOT_PASSWORD, sms: FORGOT_PASSWORD },
  invitation: { subject: "Your temporary password", email: INVITATION, sms: INVITATION },
  "invitation-without-password": {
    subject: "Your temporary password",
    email: INVITATION_WITHOUT_PASSWORD,
    sms: INVITATION_WITHOUT_PASSWORD,
  },
  "authentication-code": {
    subject: "Your authentication code",
    email: "Your authentication code is {####}",
    sms: "Your authentication code is {####}.",
  },
};

/** Bounded in every part, so that its time grows with the template only (T-38). */
const PLACEHOLDER = /\{####\}|\{##([^{}]{1,200})##\}|\{([a-z][a-z-]{0,39})\}/g;

type Part =
  | { readonly address: string }
  | { readonly literal: string }
  | { readonly value: string }
  | { readonly link: string; readonly label: string };

/** An email from the pool's texts or the defaults. */
export function renderEmail(kind: TemplateKind, texts: MessageTexts, values: TemplateValues): RenderedEmail {
  const body = renderHtml(texts.body || DEFAULTS[kind].email, values);
  return { subject: renderSubject(texts.subject || DEFAULTS[kind].subject, values), ...body };
}

/** A mail from the words of its author; where they give HTML alone, the text says the same. */
export function renderNotice(
  { subject, html, text }: NoticeTexts,
  values: TemplateValues,
): { readonly subject: string; readonly html?: string; readonly text: string } {
  const rendered = html ? renderHtml(html, values) : undefined;
  return {
    subject: renderSubject(subject, values),
    ...(rendered === undefined ? {} : { html: rendered.html }),
    text: text ? plain(text, values) : (rendered?.text ?? ""),
  };
}

function renderHtml(template: string, values: TemplateValues): { readonly html: string; readonly text: string } {
  const writer = new HtmlTemplateWriter();
  for (const part of partsOf(template, values)) {
    if ("literal" in part) writer.markup(part.literal);
    else if ("value" in part) writer.value(part.value);
    else if ("address" in part) writer.link(part.address, part.address.replaceAll("&", "&amp;"));
    else writer.link(part.link, part.label);
  }
  return writer.finish();
}

/** A text message from the pool's text or the default: values plainly as they are. */
export function renderSms(kind: TemplateKind, body: string | undefined, values: TemplateValues): string {
  return plain(body || DEFAULTS[kind].sms, values);
}

/** A subject is one line of a mail's header: breaks and other controls become blanks, whoever brought them. */
function renderSubject(template: string, values: TemplateValues): string {
  return plain(template, values)
    .replace(/[\p{Cc}\u2028\u2029]/gu, " ")
    .trim();
}

function plain(template: string, values: TemplateValues): string {
  return partsOf(template, values)
    .map((part) => {
      if ("literal" in part) return part.literal;
      if ("address" in part) return part.address;
      return "value" in part ? heldIn(part.value) : `${part.label} ${part.link}`;
    })
    .join("");
}

/** The template cut at its placeholders, in one pass: a value that looks like a placeholder stays a value. */
function partsOf(template: string, values: TemplateValues): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const part = partFor(match, values);
    if (part === undefined) continue;
    parts.push({ literal: template.slice(end, match.index) }, part);
    end = match.index + match[0].length;
  }
  parts.push({ literal: template.slice(end) });
  return parts;
}

function partFor(
  [, label, name]: RegExpMatchArray,
  { code, link, named = {}, links = {} }: TemplateValues,
): Part | undefined {
  if (label !== undefined) return link === undefined ? undefined : { link, label };
  const address = name !== undefined && Object.hasOwn(links, name) ? links[name] : undefined;
  if (address !== undefined) return { address };
  const value = name === undefined ? code : Object.hasOwn(named, name) ? named[name] : undefined;
  return value === undefined ? undefined : { value };
}
