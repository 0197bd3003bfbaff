/**
 * A browser is not a friend: which pages may call what, and the CORS headers for those that may (T-43). Unsigned
 * operations answer every page, as Cognito does; signed ones, companions and `/_poolhouse` only pages of this server.
 */
import type { BrowserAccess, HttpResponse, RequestHead } from "../protocols/http.js";

/**
 * Whether the request may have been sent for a page of another origin. Browsers add Origin or Sec-Fetch-Site to whatever
 * a page sends; other programs send neither.
 */
function isForeignPage(head: RequestHead, publicOrigin: string | undefined): boolean {
  const site = head.headers["sec-fetch-site"];
  if (site !== undefined && site !== "none" && site !== "same-origin") return true;
  const origin = head.headers["origin"];
  if (origin === undefined) return false;
  const own = `${head.secure ? "https" : "http"}://${head.headers["host"]}`;
  return origin !== own && origin !== publicOrigin;
}

/** Whether a request is refused because of the page that it comes from. */
export function isRefusedPage(access: BrowserAccess, head: RequestHead, publicOrigin: string | undefined): boolean {
  return access === "same-origin" && isForeignPage(head, publicOrigin);
}

/** Headers that let any page read an answer; never with credentials. */
export const anyOriginHeaders: readonly string[] = [
  "access-control-allow-origin",
  "*",
  "access-control-expose-headers",
  "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
];

/** Whether a request is a browser's question before the request proper. */
export function isPreflight(head: RequestHead): boolean {
  return (
    head.method === "OPTIONS" &&
    head.headers["origin"] !== undefined &&
    head.headers["access-control-request-method"] !== undefined
  );
}

/**
 * The answer to the question for the API. The question does not say which operation is meant. `authorization` and the
 * other headers of a signature are not on the list, so no foreign page can sign.
 */
export const apiPreflight: HttpResponse = preflight(
  "POST",
  "content-type,x-amz-target,x-amz-user-agent,amz-sdk-invocation-id,amz-sdk-request,x-amzn-trace-id,cache-control",
);

/** The answer to the question for a route that every page may read. */
export const routePreflight: HttpResponse = preflight("GET", "content-type,cache-control");

function preflight(methods: string, headers: string): HttpResponse {
  return {
    status: 200,
    headers: {
      "access-control-allow-methods": methods,
      "access-control-allow-headers": headers,
      "access-control-max-age": "172800",
    },
    body: "",
    operation: "preflight",
  };
}
