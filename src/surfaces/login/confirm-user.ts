/**
 * Owns the page behind the link in a confirmation mail, `/confirmUser`: it confirms by the code in the link, once, and
 * says how that went. Confirming itself is ConfirmSignUp's, called as the program: the mail proves what a client's secret
 * would. It is the one address where a GET changes something, as in Cognito; so nothing but a visit may do it.
 */
import { createHash } from "node:crypto";
import { ServiceException } from "../../model/exceptions.js";
import type { CallOperation } from "../../operations/call.js";
import type { HttpRequest, HttpResponse, PathRoute } from "../protocols/http.js";

/** What the page is made over. */
export interface ConfirmUserNeeds {
  readonly call: CallOperation;
  readonly config: { readonly region: string; readonly account: string };
}

/** What a visitor is told. Nothing of the request is ever repeated. */
interface Outcome {
  readonly status: number;
  readonly mark: "✓" | "!";
  readonly title: string;
  readonly text: string;
}

const confirmed: Outcome = {
  status: 200,
  mark: "✓",
  title: "Your registration has been confirmed",
  text: "You can close this page and sign in.",
};
/** Also for names that belong to nobody: the page tells no one who exists (T-01). */
const usedOrExpired: Outcome = {
  status: 410,
  mark: "!",
  title: "This link is no longer valid",
  text: "It has been used already, its time is over, or it was cut off. If you cannot sign in, ask for a new link there.",
};
const wrong: Outcome = {
  status: 400,
  mark: "!",
  title: "This link does not work",
  text: "It may have been cut off on its way. Open the whole link from the newest message that you were sent.",
};
const taken: Outcome = {
  status: 409,
  mark: "!",
  title: "This address belongs to another account",
  text: "Somebody has confirmed the same address before. Sign in with that account, or use another address.",
};
const tooOften: Outcome = {
  status: 429,
  mark: "!",
  title: "Too many attempts",
  text: "Please wait an hour, then open the link again.",
};
const unfinished: Outcome = {
  status: 500,
  mark: "!",
  title: "Something went wrong",
  text: "Your registration may be confirmed all the same. Try to sign in, and ask for a new link if that fails.",
};

const outcomes: Readonly<Record<string, Outcome | undefined>> = {
  ExpiredCodeException: usedOrExpired,
  NotAuthorizedException: usedOrExpired,
  UserNotFoundException: usedOrExpired,
  // As an expired one: a wrong code must not tell a user who waits for confirmation from nobody.
  CodeMismatchException: usedOrExpired,
  InvalidParameterException: wrong,
  ResourceNotFoundException: wrong,
  AliasExistsException: taken,
  LimitExceededException: tooOften,
  TooManyFailedAttemptsException: tooOften,
  TooManyRequestsException: tooOften,
};

/** Longer than any link that was ever sent. */
const longestQuery = 4096;

/** The route of the page. */
export function confirmUserRoute({ call, config }: ConfirmUserNeeds): PathRoute {
  async function outcomeOf(request: HttpRequest): Promise<Outcome> {
    if (request.rawQuery.length > longestQuery) return wrong;
    const query = new URLSearchParams(request.rawQuery);
    try {
      await call(
        "ConfirmSignUp",
        {
          ClientId: query.get("client_id") ?? "",
          Username: query.get("user_name") ?? "",
          ConfirmationCode: query.get("confirmation_code") ?? "",
        },
        {
          requestId: request.requestId,
          region: config.region,
          accountId: config.account,
          caller: { kind: "internal" },
          ipAddress: request.remoteAddress,
          userAgent: request.headers["user-agent"] ?? "",
        },
      );
      return confirmed;
    } catch (error) {
      if (error instanceof ServiceException) return outcomes[error.wireName] ?? unfinished;
      throw error;
    }
  }

  return {
    name: "confirm-user",
    methods: ["GET"],
    browsers: "navigation",
    maxBodyBytes: 0,
    match: (path) => (path === "/confirmUser" || path === "/confirmUser/" ? {} : undefined),
    async handle(request) {
      // Programs that look at links before people do ask with HEAD; the visit comes with GET.
      if (request.method === "HEAD") return { status: 200, headers: pageHeaders, body: "" };
      // Any success might be shown in place of the visit; after a refusal the browser asks again when it comes to it.
      if (isPrefetch(request)) return { status: 503, headers: pageHeaders, body: "" };
      return page(await outcomeOf(request));
    },
  };
}

/** Browsers say so when they load a page that nobody has opened yet. */
function isPrefetch({ headers }: HttpRequest): boolean {
  return ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|prerender|preview/i.test((headers[name] ?? "").slice(0, 100)),
  );
}

const style = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f3f4f6; color: #1f2937; }
main { box-sizing: border-box; width: calc(100% - 2rem); max-width: 30rem; padding: 2.5rem 2rem; background: #fff; text-align: center;
  border-radius: .75rem; box-shadow: 0 1px 4px rgb(0 0 0 / 15%); }
.mark { width: 3.5rem; margin: 0 auto 1.25rem; border-radius: 50%; font-size: 2rem; line-height: 3.5rem; color: #fff; }
.good { background: #15803d; } .bad { background: #b45309; }
h1 { margin: 0 0 .75rem; font-size: 1.4rem; line-height: 1.3; } p { margin: 0; }
@media (prefers-color-scheme: dark) {
  body { background: #111827; color: #f3f4f6; } main { background: #1f2937; }
}`;

const pageHeaders = {
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

function page({ status, mark, title, text }: Outcome): HttpResponse {
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
<div class="mark ${mark === "✓" ? "good" : "bad"}" aria-hidden="true">${mark}</div>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
  return { status, headers: pageHeaders, body };
}
