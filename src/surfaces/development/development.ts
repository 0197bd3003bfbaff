/**
 * Owns the routes that make a development server pleasant: the messages that would have been sent, a clock that can be
 * moved, a fresh start. Mounted in development mode only, from a chunk that production never loads (T-54).
 */
import type { Message } from "../../domain/message.js";
import { type HttpRequest, type HttpResponse, jsonResponse, type PathRoute } from "../protocols/http.js";

/** What the routes act on. */
export interface DevelopmentNeeds {
  /** Oldest first; waits up to `waitMs` for the first one. */
  messages(filter: { userPoolId?: string; to?: string; waitMs: number }): Promise<readonly Message[]>;
  readonly clock: {
    now(): number;
    /** Moves the clock by so many milliseconds, or to a moment. */
    advance(ms: number): void;
    set(epochMs: number): void;
  };
  /** Removes every row of the store. */
  reset(): Promise<void>;
}

/** Longest wait for a message, ms: below the gateway's own limit for a request. */
const longestWaitMs = 25_000;

/** Times that tokens, dates and columns can all hold. */
const earliest = Date.UTC(2000, 0, 1);
const latest = Date.UTC(2200, 0, 1);

const bad = (message: string): HttpResponse => jsonResponse(400, { message });

function route(
  method: "GET" | "POST",
  path: string,
  handle: (request: HttpRequest) => Promise<HttpResponse>,
): PathRoute {
  return {
    name: path,
    methods: [method],
    browsers: "same-origin",
    maxBodyBytes: 4096,
    match: (asked) => (asked === path ? {} : undefined),
    handle,
  };
}

/** The wire form of a message: absent members stay absent. */
function messageView(message: Message): Record<string, unknown> {
  const { id, at, ...rest } = message;
  return { id, at: new Date(at).toISOString(), ...rest };
}

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
    route("GET", "/_poolhouse/messages", async (request) => {
      const query = new URLSearchParams(request.rawQuery);
      const waitMs = Number(query.get("waitMs") ?? "0");
      if (!Number.isFinite(waitMs) || waitMs < 0) return bad("waitMs must be a number of milliseconds, 0 or more.");
      const userPoolId = query.get("userPoolId");
      const to = query.get("to");
      const messages = await needs.messages({
        ...(userPoolId === null ? {} : { userPoolId }),
        ...(to === null ? {} : { to }),
        waitMs: Math.min(waitMs, longestWaitMs),
      });
      return jsonResponse(200, { messages: messages.map(messageView) });
    }),

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
