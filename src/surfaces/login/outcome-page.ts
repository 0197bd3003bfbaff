/** Owns the small page behind a link of a mail: a sign, a sentence or two, and a button where something is to be stated. */
import { createHash } from "node:crypto";
import type { HttpResponse } from "../protocols/http.js";

/** What a visitor is told. Nothing of the request is ever repeated. */
export interface Outcome {
  readonly status: number;
  readonly mood: "good" | "bad";
  readonly title: string;
  readonly text: string;
  /** What a press states; the form goes to the address of the page. */
  readonly button?: string | undefined;
}

const style = `:root { color-scheme: light dark; --back: #eef1f6; --card: #fff; --ink: #1b2430; --soft: #55606f; --edge: #dfe4ec;
  --good: #15803d; --bad: #b45309; font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; padding: 1rem; display: grid; place-items: center; background: var(--back); color: var(--ink); }
main { width: 100%; max-width: 27rem; padding: 2.75rem 2rem 2.5rem; background: var(--card); text-align: center;
  border: 1px solid var(--edge); border-radius: 1rem; box-shadow: 0 10px 30px rgb(15 23 42 / 8%); }
svg { display: block; width: 4rem; height: 4rem; margin: 0 auto 1.5rem; fill: none; stroke: currentColor; stroke-width: 2.5;
  stroke-linecap: round; stroke-linejoin: round; }
circle { stroke-width: 2; fill: currentColor; fill-opacity: .1; stroke-opacity: .35; }
.good { color: var(--good); } .bad { color: var(--bad); }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.3; font-weight: 650; text-wrap: balance; }
button { margin-top: 1.75rem; padding: .7rem 1.6rem; font: inherit; font-weight: 600; color: var(--card); background: var(--ink);
  border: 0; border-radius: .6rem; cursor: pointer; }
p { margin: 0; color: var(--soft); text-wrap: pretty; }
@media (prefers-color-scheme: dark) {
  :root { --back: #0f1520; --card: #1a2230; --ink: #eef2f7; --soft: #b3bdcb; --edge: #2b3647; --good: #4ade80; --bad: #fbbf24; }
  main { box-shadow: none; }
}`;

const icons = {
  good: '<path d="M21 33l8 8 15-17"/>',
  bad: '<path d="M32 20v15M32 43v.5"/>',
} as const;

/** Nothing is loaded, and no script runs. */
export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
} as const;

/** A form posts to its own address, and browsers say where from only if they may tell the site itself. */
const formHeaders = {
  ...pageHeaders,
  "content-security-policy": pageHeaders["content-security-policy"].replace("form-action 'none'", "form-action 'self'"),
  "referrer-policy": "same-origin",
} as const;

/** The page that says how something went. */
export function outcomePage({ status, mood, title, text, button }: Outcome): HttpResponse {
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<main>
<svg class="${mood}" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="30"/>${icons[mood]}</svg>
<h1>${title}</h1>
<p>${text}</p>
${button === undefined ? "" : `<form method="post"><button>${button}</button></form>\n`}</main>
</body>
</html>
`;
  return { status, headers: button === undefined ? pageHeaders : formHeaders, body };
}
