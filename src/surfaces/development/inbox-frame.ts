/**
 * Owns what all pages of the inbox have in common: head, style, script, and the headers that hold whatever a message says
 * inside its place. Nothing is loaded from elsewhere, and no script runs but the one of `inbox-script.ts`.
 */
import { createHash } from "node:crypto";
import type { HttpResponse } from "../protocols/http.js";
import { Html, html } from "./html.js";
import { inboxScript } from "./inbox-script.js";
import { inboxStyle } from "./inbox-style.js";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const common = {
  "content-type": "text/html; charset=utf-8",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-robots-tag": "noindex, nofollow",
} as const;

const pageHeaders = {
  ...common,
  "content-security-policy": [
    "default-src 'none'",
    `style-src ${hashOf(inboxStyle)}`,
    `script-src ${hashOf(inboxScript)}`,
    "img-src data:",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-frame-options": "DENY",
} as const;

/** For the mail itself: it may be drawn with its own styles and embedded pictures, and nothing else. */
const mailHeaders = {
  ...common,
  "content-security-policy": [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
    "sandbox",
  ].join("; "),
  "x-frame-options": "SAMEORIGIN",
} as const;

/** A mail's HTML as a document of its own, byte for byte. */
export function mailDocument(text: string): HttpResponse {
  return { status: 200, headers: mailHeaders, body: text };
}

const drawn = (paths: string): Html =>
  new Html(
    `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${paths}</svg>`,
  );

/** Small pictures beside words; none says anything that the words do not. */
export const icon = {
  mail: drawn('<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="m4 7.5 8 6 8-6"/>'),
  sms: drawn(
    '<path d="M5 4.5h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7l-4.5 4v-4H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2Z"/><path d="M8 9h8M8 12.5h5"/>',
  ),
  copy: drawn(
    '<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2.2"/><path d="M15.5 5.5A2 2 0 0 0 13.5 4H6a2 2 0 0 0-2 2v7.5a2 2 0 0 0 1.5 2"/>',
  ),
  open: drawn('<path d="M14 4h6v6M20 4l-9 9M10 5H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4"/>'),
  empty: drawn(
    '<path d="M3.5 13 6 5.8A2 2 0 0 1 7.9 4.5h8.2A2 2 0 0 1 18 5.8l2.5 7.2v4.5a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2Z"/><path d="M3.5 13H8l1.2 2.5h5.6L16 13h4.5"/>',
  ),
};

const mark = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b6e83"/><path d="M6.5 13.5q4.75-4 9.5 0t9.5 0M6.5 20.5q4.75-4 9.5 0t9.5 0" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/></svg>`;

/** A page around this content. `data` is what the script is told. */
export function page(
  status: number,
  title: string,
  {
    top,
    main,
    data,
    isList,
  }: { readonly top?: Html; readonly main: Html; readonly data?: Html; readonly isList?: true },
): HttpResponse {
  const home = html`<a class="home" href="/_poolhouse/inbox">${new Html(mark)}Inbox</a>`;
  const body = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(mark)}">
<style>${new Html(inboxStyle)}</style>
</head>
<body>
<div class="page">
<header class="top">
${isList ? html`<h1 class="brand">${home}</h1>` : html`<div class="brand">${home}</div>`}
${top}
</header>
<main${data}>
${main}
</main>
</div>
<p role="status"></p>
<script>${new Html(inboxScript)}</script>
</body>
</html>
`;
  return { status, headers: pageHeaders, body: body.text };
}

/** Signs that change the direction of what follows, by their number. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text of somebody else's: as it is, but what would turn the words around it is shown and held in. */
export function foreign(text: string): Html {
  const pieces = text.split(directions);
  const signs = text.match(directions) ?? [];
  return html`${pieces.map((piece, at) => {
    const sign = signs[at - 1];
    const code = sign?.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    return html`${sign !== undefined && html`<i class="sign" data-code="U+${code}">${sign}</i>`}${piece}`;
  })}`;
}

/** A moment: UTC until the script says it in local time. */
export function moment(at: number, isWhole = false): Html {
  const text = new Date(at).toISOString();
  return html`<time datetime="${text}"${isWhole && new Html(" data-whole")}>${text.slice(0, 19).replace("T", " ")} UTC</time>`;
}

/** A secret to read and to copy; a link can be opened as well. */
export function copyable(text: string, link?: Html): Html {
  return html`<span class="secret${link && " long"}"><code>${foreign(text)}</code><button type="button" data-copy="${text}" hidden title="Copy (c)" aria-label="Copy">${icon.copy}</button>${link}</span>`;
}
