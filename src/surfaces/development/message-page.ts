/** Owns the page of one message: what it carries, how it looks, what its text and its headers say. */
import type { Message } from "../../domain/message.js";
import type { HttpResponse } from "../protocols/http.js";
import { type Html, html } from "./html.js";
import { copyable, foreign, icon, moment, page } from "./inbox-frame.js";
import { type InboxView, inboxUrl } from "./inbox-page.js";
import type { MailHeader } from "./mail-headers.js";
import { deliveryWords, kindWords, secretsOf } from "./message-words.js";

/** A message with its headers; a text message has none. */
export interface OpenedMessage {
  readonly message: Message;
  readonly headers: readonly MailHeader[];
  readonly poolName: string;
}

/** The page. */
export function messagePage(view: InboxView, { message, headers, poolName }: OpenedMessage): HttpResponse {
  const { id, at, to, subject, kind, medium, userPoolId, username, ownSender } = message;
  const { state, sentence } = deliveryWords(message);
  const secrets = secretsOf(message);
  const title = subject ?? "Text message";
  return page(200, `${title} · ${to}`, {
    top: html`<a class="button back" href="${inboxUrl(view)}">All messages</a>`,
    main: html`<article>
<div class="card">
<div class="title">
<h1><bdi>${foreign(title)}</bdi></h1>
<div class="facts"><span class="badge">${kindWords[kind]}</span><span>${moment(at, true)}</span><span class="state ${state}">${sentence}</span></div>
<dl class="parties">
<dt>To</dt><dd><bdi>${foreign(to)}</bdi></dd>
<dt>User</dt><dd><bdi>${foreign(username)}</bdi></dd>
<dt>User pool</dt><dd><bdi>${foreign(poolName)}</bdi> · ${userPoolId}</dd>
</dl>
</div>
${secrets.length > 0 && html`<div class="secrets">${secrets.map(secretView)}</div>`}
</div>
${ownSender !== undefined && html`<p class="notice card">The pool has a function of its own that sends this message (${ownSender.source}). What is below is what would have been sent without it.</p>`}
${medium === "SMS" ? smsView(message) : mailView(message, headers)}
</article>
<div class="more"><p class="hint keys"><kbd>c</kbd> copies · <kbd>Esc</kbd> goes back</p>
<p class="hint"><a href="/_poolhouse/messages/${id}">JSON</a>${medium === "EMAIL" && html` · <a href="/_poolhouse/messages/${id}/source">Source</a>`}</p></div>`,
  });
}

function secretView({ name, value, isLink }: ReturnType<typeof secretsOf>[number]): Html {
  const opener = html`<a class="button" href="${value}" target="_blank" rel="noopener noreferrer">Open ${icon.open}</a>`;
  return html`<div><div class="name">${name}</div>${copyable(value, isLink ? opener : undefined)}</div>`;
}

function smsView({ text }: Message): Html {
  return html`<section class="card"><header><h2>Text message</h2></header><p class="bubble">${foreign(text)}</p></section>`;
}

function mailView({ id, html: markup, text, delivery }: Message, headers: readonly MailHeader[]): Html {
  const isSent = delivery?.state === "sent";
  return html`${
    markup !== undefined &&
    html`<section class="card">
<header><h2>HTML</h2><span class="hint">Scripts do not run, and nothing is loaded from elsewhere.</span></header>
<iframe sandbox src="/_poolhouse/messages/${id}/html" title="The mail as HTML" referrerpolicy="no-referrer"></iframe>
</section>`
  }
<section class="card"><header><h2>Text</h2></header><pre class="text" tabindex="0">${foreign(text)}</pre></section>
<section class="card"><header><h2>Headers</h2><span class="hint">${isSent ? "As they were sent to the mail server." : "As a mail server would get them."}</span></header>
<dl class="headers">${headers.map(({ name, value }) => html`<dt>${name}</dt><dd>${foreign(value)}</dd>`)}</dl>
</section>`;
}

/** The page for a message that is not there, or no longer. */
export function noMessagePage(): HttpResponse {
  return page(404, "No such message", {
    main: html`<div class="none card">${icon.empty}<h1>This message is not here</h1><p>It was removed, or the server has been reset.</p><p><a class="back" href="/_poolhouse/inbox">All messages</a></p></div>`,
  });
}
