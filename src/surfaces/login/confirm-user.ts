/**
 * Owns the page behind the link in a confirmation mail, `/confirmUser`: it confirms by the code in the link, once, and
 * says how that went. Confirming itself is ConfirmSignUp's, called as the program: the mail proves what a client's secret
 * would. It is the one address where a GET changes something, as in Cognito; so nothing but a visit may do it.
 */
import type { CallOperation } from "../../operations/call.js";
import type { Clock } from "../../ports/clock.js";
import type { Store } from "../../ports/store.js";
import { domainOfHost } from "../../services/directories/domain-directory.js";
import type { HttpRequest, PathRoute } from "../protocols/http.js";
import { hostOf, refusalOfLink } from "./linked-call.js";
import { type Outcome, outcomePage, pageHeaders } from "./outcome-page.js";

/** What the page is made over. */
export interface ConfirmUserNeeds {
  readonly call: CallOperation;
  readonly store: Pick<Store, "appClients" | "userPoolDomains" | "consumedMarks">;
  readonly clock: Clock;
  readonly config: { readonly region: string; readonly account: string; readonly publicUrl?: string | undefined };
}

const confirmed: Outcome = {
  status: 200,
  mood: "good",
  title: "Your registration has been confirmed",
  text: "You can close this page and sign in.",
};
/** Told only to whoever brings the code that was good before: nobody else learns who is there. */
const usedBefore: Outcome = {
  status: 410,
  mood: "good",
  title: "This link has been used already",
  text: "Your registration was confirmed with it. You can close this page and sign in.",
};
/** Also for names that belong to nobody: the page tells no one who exists (T-01). */
const usedOrExpired: Outcome = {
  status: 410,
  mood: "bad",
  title: "This link is no longer valid",
  text: "Its time is over, a newer message has replaced it, or it was cut off. Try to sign in, and ask for a new link there if you need one.",
};
const wrong: Outcome = {
  status: 400,
  mood: "bad",
  title: "This link does not work",
  text: "It may have been cut off on its way. Open the whole link from the newest message that you were sent.",
};
const taken: Outcome = {
  status: 409,
  mood: "bad",
  title: "This address belongs to another account",
  text: "Somebody has confirmed the same address before. Sign in with that account, or use another address.",
};
const tooOften: Outcome = {
  status: 429,
  mood: "bad",
  title: "Too many attempts",
  text: "Please wait an hour, then open the link again.",
};
const unfinished: Outcome = {
  status: 500,
  mood: "bad",
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

/** So long a used link is told from one that never was good. */
const rememberedMs = 7 * 24 * 3_600_000;

/** What a link says. */
interface Link {
  readonly ClientId: string;
  readonly Username: string;
  readonly ConfirmationCode: string;
}

const usedMark = ({ ClientId, Username, ConfirmationCode }: Link) =>
  `confirmed-by-link ${JSON.stringify([ClientId, Username, ConfirmationCode])}`;

/** The route of the page. */
export function confirmUserRoute({ call, store, clock, config }: ConfirmUserNeeds): PathRoute {
  /** On a pool's own domain only its own links work: another pool's page is not there (T-33). */
  async function isElsewhere(request: HttpRequest, { ClientId }: Link): Promise<boolean> {
    const domain = await domainOfHost(store, hostOf(request), config.publicUrl);
    if (domain === undefined) return false;
    return (await store.appClients.get(ClientId))?.poolId !== domain.poolId;
  }

  async function outcomeOf(request: HttpRequest): Promise<Outcome> {
    if (request.rawQuery.length > longestQuery) return wrong;
    const query = new URLSearchParams(request.rawQuery);
    const link: Link = {
      ClientId: query.get("client_id") ?? "",
      Username: query.get("user_name") ?? "",
      ConfirmationCode: query.get("confirmation_code") ?? "",
    };
    if (await isElsewhere(request, link)) return wrong;
    const outcome = await confirm(link, request);
    if (outcome === confirmed) await store.consumedMarks.consume(usedMark(link), clock.now() + rememberedMs);
    // Asked only after an attempt that counts, so that nobody can try codes here.
    if (outcome === usedOrExpired && (await store.consumedMarks.has(usedMark(link)))) return usedBefore;
    return outcome;
  }

  async function confirm(link: Link, request: HttpRequest): Promise<Outcome> {
    const refusal = await refusalOfLink(call, "ConfirmSignUp", link, request, config);
    return refusal === undefined ? confirmed : (outcomes[refusal] ?? unfinished);
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
      return outcomePage(await outcomeOf(request));
    },
  };
}

/** Browsers say so when they load a page that nobody has opened yet. */
function isPrefetch({ headers }: HttpRequest): boolean {
  return ["sec-purpose", "purpose", "x-purpose", "x-moz"].some((name) =>
    /prefetch|prerender|preview/i.test((headers[name] ?? "").slice(0, 100)),
  );
}
