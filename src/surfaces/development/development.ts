/**
 * Owns the routes that make a development server pleasant: the messages that would have been sent, what events know, a clock that can be
 * moved, a fresh start. Mounted in development mode only, from a chunk that production never loads (T-54).
 */
import { type HttpResponse, jsonResponse, type PathRoute } from "../protocols/http.js";
import { type AuthEventNeeds, authEventRoute } from "./auth-event-route.js";
import { type InboxNeeds, inboxRoutes } from "./inbox-routes.js";
import { bad, route } from "./route.js";

/** What the routes act on. */
export interface DevelopmentNeeds {
  readonly inbox: InboxNeeds;
  readonly authEvents: AuthEventNeeds["authEvents"];
  readonly clock: {
    now(): number;
    /** Moves the clock by so many milliseconds, or to a moment. */
    advance(ms: number): void;
    set(epochMs: number): void;
  };
  /** Removes every row of the store. */
  reset(): Promise<void>;
}

/** Times that tokens, dates and columns can all hold. */
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2200, 0, 1);

function clockView(clock: DevelopmentNeeds["clock"]): HttpResponse {
  return jsonResponse(200, { now: new Date(clock.now()).toISOString() });
}

/** A small JSON object, or undefined. */
function objectOf(body: Buffer): Record<string, unknown> | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** The routes below `/_poolhouse`. */
export function developmentRoutes(needs: DevelopmentNeeds): readonly PathRoute[] {
  return [
    ...inboxRoutes(needs.inbox),
    authEventRoute(needs),

    route("GET", "/_poolhouse/clock", async () => clockView(needs.clock)),

    route("POST", "/_poolhouse/clock", async (request) => {
      const wanted = objectOf(request.body);
      if (wanted === undefined) return bad("Send a JSON object with advanceSeconds or now.");
      const { advanceSeconds, now } = wanted;
      if (typeof advanceSeconds === "number" && now === undefined) {
        const then = needs.clock.now() + advanceSeconds * 1000;
        if (!(then >= earliest && then <= latest))
          return bad("The clock can be moved between the years 2000 and 2200.");
        needs.clock.advance(advanceSeconds * 1000);
      } else if (typeof now === "string" && Number.isFinite(Date.parse(now)) && advanceSeconds === undefined) {
        const then = Date.parse(now);
        if (then < earliest || then > latest) return bad("The clock can be moved between the years 2000 and 2200.");
        needs.clock.set(then);
      } else {
        return bad('Send either {"advanceSeconds": <number>} or {"now": "<ISO 8601 date and time>"}.');
      }
      return clockView(needs.clock);
    }),

    route("POST", "/_poolhouse/reset", async () => {
      await needs.reset();
      return jsonResponse(200, {});
    }),
  ];
}
