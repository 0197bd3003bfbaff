/**
 * Owns the way to recorded events of a user with what the API has no member for: the signals behind a level of risk
 * (`/_poolhouse/auth-events`).
 */
import type { AuthEvent } from "../../domain/auth-event.js";
import { jsonResponse, type PathRoute } from "../protocols/http.js";
import { bad, route } from "./route.js";

/** What the events are read from. */
export interface AuthEventNeeds {
  /** Newest first; undefined where pool or user are not there. */
  authEvents(asked: {
    readonly userPoolId: string;
    readonly username: string;
  }): Promise<readonly AuthEvent[] | undefined>;
}

/** Longer than any name or id. */
const longest = 512;

/** The route. */
export function authEventRoute({ authEvents }: AuthEventNeeds): PathRoute {
  return route("GET", "/_poolhouse/auth-events", async ({ rawQuery }) => {
    const query = new URLSearchParams(rawQuery.slice(0, 4 * longest));
    const userPoolId = query.get("userPoolId") ?? "";
    const username = query.get("username") ?? "";
    if (userPoolId === "" || username === "") return bad("Say whose: ?userPoolId=…&username=…");
    const events = await authEvents({ userPoolId, username });
    return events === undefined ? jsonResponse(404, { message: "No such user." }) : jsonResponse(200, { events });
  });
}
