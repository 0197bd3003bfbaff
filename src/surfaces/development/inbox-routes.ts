/**
 * Owns the ways to the messages that were written: as JSON for programs (`/_poolhouse/messages`), as pages for people
 * (`/_poolhouse/inbox`). Both show a mail as the outbox sends it, because the same function writes it.
 */
import type { Message } from "../../domain/message.js";
import { type HttpRequest, type HttpResponse, jsonResponse, type PathRoute } from "../protocols/http.js";
import { mailDocument } from "./inbox-frame.js";
import { type InboxView, inboxPage, type NamedPool } from "./inbox-page.js";
import { headersOf, type MailHeader } from "./mail-headers.js";
import { messagePage, noMessagePage } from "./message-page.js";
import { bad, route } from "./route.js";

/** Which messages; an absent member restricts nothing. */
export interface MessageFilter {
  readonly userPoolId?: string;
  readonly to?: string;
  /** Only newer ones than this. */
  readonly after?: string;
}

/** What the inbox is read from. */
export interface InboxNeeds {
  /** Oldest first; waits up to `waitMs` for the first one. */
  messages(filter: MessageFilter & { waitMs: number }): Promise<readonly Message[]>;
  /** Newest first, with the place where the next page begins. */
  page(filter: {
    userPoolId?: string;
    addressPart?: string;
    before?: string;
    limit: number;
  }): Promise<{ readonly messages: readonly Message[]; readonly older: string | undefined }>;
  message(id: string): Promise<Message | undefined>;
  /** An email as a mail server gets it: headers, parts and signature. */
  mailSource(message: Message): Promise<string>;
  pools(): Promise<readonly NamedPool[]>;
  poolName(id: string): Promise<string | undefined>;
}

/** Longest wait for a message, ms: below the gateway's own limit for a request. */
const longestWaitMs = 25_000;
const pageSize = 50;

/** Longest address, and longer than any id. */
const longestFilter = 320;

const root = "/_poolhouse/messages";
const pages = "/_poolhouse/inbox";

/** The routes of the inbox. */
export function inboxRoutes(needs: InboxNeeds): readonly PathRoute[] {
  async function headers(message: Message): Promise<readonly MailHeader[]> {
    return message.medium === "EMAIL" ? headersOf(await needs.mailSource(message)) : [];
  }

  /** One message by the id in the path. */
  function one(
    path: RegExp,
    handle: (message: Message, request: HttpRequest) => Promise<HttpResponse | undefined>,
    missing: () => HttpResponse,
  ): PathRoute {
    return route("GET", path, async (request, { id = "" }) => {
      const message = await needs.message(id);
      return (message && (await handle(message, request))) ?? missing();
    });
  }

  const unknown = () => jsonResponse(404, { message: "There is no such message." });

  return [
    route("GET", root, async ({ rawQuery }) => {
      const query = new URLSearchParams(rawQuery);
      const waitMs = Number(query.get("waitMs") ?? "0");
      if (!Number.isFinite(waitMs) || waitMs < 0) return bad("waitMs must be a number of milliseconds, 0 or more.");
      const filter: Record<string, string> = {};
      for (const name of ["userPoolId", "to", "after"]) {
        const value = query.get(name);
        if (value !== null) filter[name] = value;
      }
      const messages = await needs.messages({ ...filter, waitMs: Math.min(waitMs, longestWaitMs) });
      return jsonResponse(200, { messages: messages.map(messageView) });
    }),

    one(
      /^\/_poolhouse\/messages\/(?<id>[\w-]{1,99})$/,
      async (message) => {
        const found = await headers(message);
        return jsonResponse(200, { ...messageView(message), ...(found.length > 0 && { headers: found }) });
      },
      unknown,
    ),

    one(
      /^\/_poolhouse\/messages\/(?<id>[\w-]{1,99})\/html$/,
      async ({ html }) => (html === undefined ? undefined : mailDocument(html)),
      unknown,
    ),

    one(
      /^\/_poolhouse\/messages\/(?<id>[\w-]{1,99})\/source$/,
      async (message) => {
        if (message.medium !== "EMAIL") return undefined;
        // Not message/rfc822: browsers would save it instead of showing it.
        const plain = {
          "content-type": "text/plain; charset=utf-8",
          "content-security-policy": "default-src 'none'; sandbox",
        };
        return { status: 200, headers: plain, body: await needs.mailSource(message) };
      },
      unknown,
    ),

    route("GET", pages, async (request) => {
      const view = viewOf(request);
      const [found, newest, pools] = await Promise.all([
        needs.page({
          ...(view.pool === "" ? {} : { userPoolId: view.pool }),
          ...(view.before === "" ? {} : { before: view.before }),
          addressPart: view.to,
          limit: pageSize,
        }),
        needs.page({ limit: 1 }),
        needs.pools(),
      ]);
      return inboxPage(view, { ...found, newest: newest.messages[0]?.id ?? "" }, pools);
    }),

    one(
      /^\/_poolhouse\/inbox\/(?<id>[\w-]{1,99})$/,
      async (message, request) =>
        messagePage(viewOf(request), {
          message,
          headers: await headers(message),
          poolName: (await needs.poolName(message.userPoolId)) ?? "deleted",
        }),
      noMessagePage,
    ),
  ];
}

/** The wire form of a message: absent members stay absent. */
function messageView(message: Message): Record<string, unknown> {
  const { id, at, ...rest } = message;
  return { id, at: new Date(at).toISOString(), ...rest };
}

function viewOf({ rawQuery }: HttpRequest): InboxView {
  const query = new URLSearchParams(rawQuery);
  const given = (name: string): string => (query.get(name) ?? "").trim().slice(0, longestFilter);
  return { pool: given("pool"), to: given("to"), before: given("before") };
}
