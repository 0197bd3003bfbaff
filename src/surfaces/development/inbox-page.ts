/** Owns the page that lists messages, newest first: `/_poolhouse/inbox`. */
import type { Message } from "../../domain/message.js";
import type { HttpResponse } from "../protocols/http.js";
import { type Html, html } from "./html.js";
import { copyable, foreign, icon, moment, page } from "./inbox-frame.js";
import { deliveryWords, kindWords, secretsOf } from "./message-words.js";

/** What a visitor wants to see. */
export interface InboxView {
  readonly pool: string;
  /** A part of an address. */
  readonly to: string;
  readonly before: string;
}

/** A pool for the filter, and for naming where a message is from. */
export interface NamedPool {
  readonly id: string;
  readonly name: string;
}

/** The address of a page of the inbox; what is empty is left out. */
export function inboxUrl(view: Partial<InboxView>, id?: string): string {
  const given = Object.entries(view).filter(([, value]) => value !== "");
  const query = String(new URLSearchParams(given));
  return `/_poolhouse/inbox${id === undefined ? "" : `/${id}`}${query === "" ? "" : `?${query}`}`;
}

/** The list. `newest` is the id of the newest message of all that the filter could show. */
export function inboxPage(
  view: InboxView,
  found: { readonly messages: readonly Message[]; readonly older: string | undefined; readonly newest: string },
  pools: readonly NamedPool[],
): HttpResponse {
  const { messages, older, newest } = found;
  const isFiltered = view.pool !== "" || view.to !== "";
  const nameOf = (id: string): string => pools.find((pool) => pool.id === id)?.name ?? id;
  const watched = html` data-after="${newest}" data-pool="${view.pool}" data-to="${view.to}"`;
  return page(200, "Inbox", {
    top: filterForm(view, isFiltered, pools),
    ...(view.before === "" ? { data: watched } : {}),
    isList: true,
    main: html`<p class="news" role="alert" hidden><a class="button" href="${inboxUrl({ ...view, before: "" })}">New messages – show them</a></p>
${messages.length === 0 ? nothing(isFiltered) : html`<ol class="messages card">${messages.map((one) => row(one, view, nameOf))}</ol>`}
<div class="more">
<p class="hint keys">${messages.length > 0 && html`<kbd>j</kbd> <kbd>k</kbd> move · <kbd>Enter</kbd> opens · <kbd>c</kbd> copies the code · <kbd>/</kbd> filters`}</p>
<nav aria-label="Pages">
${view.before !== "" && html`<a class="button" href="${inboxUrl({ ...view, before: "" })}">Newest</a>`}
${older !== undefined && html`<a class="button" rel="next" href="${inboxUrl({ ...view, before: older })}">Older</a>`}
</nav>
</div>`,
  });
}

function filterForm(view: InboxView, isFiltered: boolean, pools: readonly NamedPool[]): Html {
  const known = pools.some(({ id }) => id === view.pool);
  return html`<form action="/_poolhouse/inbox" role="search">
<select name="pool" aria-label="User pool">
<option value="">All user pools</option>
${view.pool !== "" && !known && html`<option selected>${view.pool}</option>`}
${pools.map(({ id, name }) => html`<option value="${id}"${id === view.pool && html` selected`}>${name} · ${id}</option>`)}
</select>
<input type="search" name="to" value="${view.to}" maxlength="320" placeholder="Address or number" aria-label="Address or number" autocomplete="off" spellcheck="false">
<button>Filter</button>
${isFiltered && html`<a class="button" href="/_poolhouse/inbox">All</a>`}
</form>`;
}

/** The beginning of a text, enough for one line. */
const beginning = (text: string): string => [...text.slice(0, 300).replace(/\s{1,300}/g, " ")].slice(0, 160).join("");

function row(message: Message, view: InboxView, nameOf: (id: string) => string): Html {
  const { id, at, to, subject, text, kind, medium, userPoolId } = message;
  const { state, word, sentence } = deliveryWords(message);
  const [secret] = secretsOf(message);
  return html`<li>
<span class="medium">${medium === "EMAIL" ? icon.mail : icon.sms}</span>
<div class="body">
<div class="who"><a class="open" href="${inboxUrl(view, id)}"><bdi>${foreign(to)}</bdi></a></div>
<div class="what">${subject !== undefined && html`<b><bdi>${foreign(subject)}</bdi></b> – `}<bdi>${foreign(beginning(text))}</bdi></div>
<div class="facts"><span class="badge">${kindWords[kind]}</span><span>${medium === "EMAIL" ? "Mail" : "SMS"} · <bdi>${foreign(nameOf(userPoolId))}</bdi></span></div>
</div>
${secret !== undefined && !secret.isLink ? copyable(secret.value) : html`<span></span>`}
<div class="side">${moment(at)}<br><span class="state ${state}" title="${sentence}">${word}</span></div>
</li>
`;
}

function nothing(isFiltered: boolean): Html {
  return html`<div class="none card">${icon.empty}
${
  isFiltered
    ? html`<h2>No message fits</h2><p>Nothing was written to such an address in this user pool.</p>`
    : html`<h2>No messages yet</h2><p>Codes, invitations and confirmation links appear here as soon as a user pool writes them. Programs read the same at <code>/_poolhouse/messages</code>.</p>`
}
</div>`;
}
