/**
 * Owns the page behind the one-click links of notices about sign-ins, `/authEventFeedback`: it asks, and a press states.
 * Unlike the link that confirms a sign-up, a visit alone changes nothing: programs that look at mail before people do would
 * judge in their name. Storing what is said is UpdateAuthEventFeedback's.
 */
import type { CallOperation } from "../../operations/call.js";
import type { Store } from "../../ports/store.js";
import { domainOfHost } from "../../services/directories/domain-directory.js";
import { feedbackPath } from "../../services/messages/takeover-notices.js";
import type { HttpRequest, PathRoute } from "../protocols/http.js";
import { hostOf, refusalOfLink } from "./linked-call.js";
import { type Outcome, outcomePage } from "./outcome-page.js";

/** What the page is made over. */
export interface AuthEventFeedbackNeeds {
  readonly call: CallOperation;
  readonly store: Pick<Store, "userPoolDomains">;
  readonly config: { readonly region: string; readonly account: string; readonly publicUrl?: string | undefined };
}

/** What a link says. */
interface Link {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly EventId: string;
  readonly FeedbackToken: string;
  readonly FeedbackValue: "Valid" | "Invalid";
}

const asksValid: Outcome = {
  status: 200,
  mood: "good",
  title: "Was this you?",
  text: "Say so, and sign-ins like this one will be trusted more.",
  button: "Yes, it was me",
};
const asksInvalid: Outcome = {
  status: 200,
  mood: "bad",
  title: "Was this somebody else?",
  text: "Say so, and sign-ins like this one will be trusted less.",
  button: "No, it was not me",
};
const saidValid: Outcome = {
  status: 200,
  mood: "good",
  title: "Thank you",
  text: "We have noted that it was you. You can close this page.",
};
const saidInvalid: Outcome = {
  status: 200,
  mood: "good",
  title: "Thank you",
  text: "We have noted that it was not you. Please change your password now.",
};
const broken: Outcome = {
  status: 400,
  mood: "bad",
  title: "This link does not work",
  text: "It may have been cut off on its way. Open the whole link from the message that you were sent.",
};
/** Also for names that belong to nobody: the page tells no one who exists (T-01). */
const expired: Outcome = {
  status: 410,
  mood: "bad",
  title: "This link is no longer valid",
  text: "Its time is over. If you did not sign in yourself, please change your password.",
};
const tooOften: Outcome = {
  status: 429,
  mood: "bad",
  title: "Too many attempts",
  text: "Please wait a while, then open the link again.",
};

const outcomes: Readonly<Record<string, Outcome | undefined>> = {
  TooManyRequestsException: tooOften,
  InvalidParameterException: broken,
};

/** Longer than any link that was ever sent. */
const longestQuery = 4096;

function linkIn(rawQuery: string): Link | undefined {
  if (rawQuery.length > longestQuery) return undefined;
  const query = new URLSearchParams(rawQuery);
  const text = (name: string) => query.get(name) ?? "";
  const FeedbackValue = text("feedback_value");
  if (FeedbackValue !== "Valid" && FeedbackValue !== "Invalid") return undefined;
  const link: Link = {
    UserPoolId: text("user_pool_id"),
    Username: text("user_name"),
    EventId: text("event_id"),
    FeedbackToken: text("feedback_token"),
    FeedbackValue,
  };
  return Object.values(link).includes("") ? undefined : link;
}

/** The route of the page. */
export function authEventFeedbackRoute({ call, store, config }: AuthEventFeedbackNeeds): PathRoute {
  /** On a pool's own domain only its own links work: another pool's page is not there (T-33). */
  async function isElsewhere(request: HttpRequest, { UserPoolId }: Link): Promise<boolean> {
    const domain = await domainOfHost(store, hostOf(request), config.publicUrl);
    return domain !== undefined && domain.poolId !== UserPoolId;
  }

  async function state(link: Link, request: HttpRequest): Promise<Outcome> {
    const refusal = await refusalOfLink(call, "UpdateAuthEventFeedback", link, request, config);
    if (refusal !== undefined) return outcomes[refusal] ?? expired;
    return link.FeedbackValue === "Valid" ? saidValid : saidInvalid;
  }

  return {
    name: "auth-event-feedback",
    methods: ["GET", "POST"],
    browsers: "navigation",
    maxBodyBytes: 1024,
    match: (path) => (path === feedbackPath || path === `${feedbackPath}/` ? {} : undefined),
    async handle(request) {
      const link = linkIn(request.rawQuery);
      if (link === undefined || (await isElsewhere(request, link))) return outcomePage(broken);
      if (request.method === "POST") return outcomePage(await state(link, request));
      return outcomePage(link.FeedbackValue === "Valid" ? asksValid : asksInvalid);
    },
  };
}
