/**
 * What an HTTP exchange looks like to a surface: plain values, read once by the gateway, so that no surface touches a
 * socket. It owns the two value types and the contract between gateway and surfaces; not how they are read or written.
 */
import type { ServiceException } from "../../model/exceptions.js";

/** Everything of a request that is known before its body arrives. */
export interface RequestHead {
  readonly requestId: string;
  readonly method: string;
  /** As sent: not decoded, not normalised, because the signature covers these very characters. Begins with `/`. */
  readonly path: string;
  /** What follows the first `?`, as sent; empty without one. */
  readonly rawQuery: string;
  /** Lower-case names on a prototype-free object; repeated headers joined with a comma. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The client's address; behind a trusted proxy the address that the proxy reports. */
  readonly remoteAddress: string;
  /** Whether the client speaks TLS, to us or to a trusted proxy. */
  readonly secure: boolean;
}

/** A request with its whole body. */
export interface HttpRequest extends RequestHead {
  readonly body: Buffer;
}

/** An answer. The gateway adds request id, mode, length, caching and CORS headers. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | Buffer;
  /** For the access log only: which operation was asked for, once known to exist. */
  readonly operation?: string | undefined;
  /** For the access log only: the wire name of the exception. */
  readonly errorName?: string | undefined;
}

/**
 * Which pages a browser may call from. `any-origin`: every page, with CORS headers, no credentials. `same-origin`: only
 * pages of this server itself; requests of other pages are refused. `navigation`: links from anywhere may lead here, and
 * no page may read the answer.
 */
export type BrowserAccess = "any-origin" | "same-origin" | "navigation";

/** How the gateway is to receive a request, decided from its head alone. */
export interface Reception {
  readonly browsers: BrowserAccess;
  readonly maxBodyBytes: number;
  /**
   * The size holds even above the operator's limit for bodies. Only for callers whose signature the head already proves:
   * strangers must not make the server hold more than it says it does (T-37).
   */
  readonly aboveLimit?: boolean;
}

/** A service of the AWS kind, found by target header, credential scope or Action. */
export interface ApiSurface {
  readonly name: string;
  /** What stands before the dot in `x-amz-target`. */
  readonly targetPrefixes: readonly string[];
  /** Service names in a credential scope. */
  readonly signingNames: readonly string[];
  /** Actions of the Query protocol. */
  readonly actions: readonly string[];
  reception(head: RequestHead): Reception | Promise<Reception>;
  handle(request: HttpRequest): Promise<HttpResponse>;
  /** Writes a refusal of the gateway in the protocol of the request. */
  refuse(head: RequestHead, exception: ServiceException): HttpResponse | Promise<HttpResponse>;
}

/** What a path pattern captured. */
export type PathParameters = Readonly<Record<string, string>>;

/** A surface found by its path. */
export interface PathRoute {
  /** For the access log. */
  readonly name: string;
  /** `GET` includes `HEAD`. */
  readonly methods: readonly string[];
  readonly browsers: BrowserAccess;
  /** Keeps the cache-control header of its own answers; all others are `no-store`. */
  readonly cacheable?: boolean;
  readonly maxBodyBytes?: number;
  /** Asked by supervisors: answered under any Host, because probes call by address, and when the server is full. */
  readonly isProbe?: boolean;
  /** The captured parts, or undefined when the path is another's. Gets the raw path. */
  match(path: string): PathParameters | undefined;
  handle(request: HttpRequest, parameters: PathParameters): Promise<HttpResponse>;
  /**
   * Takes the body piece by piece, in place of `handle`: for uploads that must not be held in memory. Size and time are
   * the route's own to limit; a body that it refuses it leaves unread. The pieces throw when the client goes away.
   */
  receive?(head: RequestHead, parameters: PathParameters, body: AsyncIterable<Buffer>): Promise<HttpResponse>;
}

/** A JSON answer of a surface that is not an AWS service. */
export function jsonResponse(status: number, value: unknown): HttpResponse {
  return { status, headers: plainJsonHeaders, body: JSON.stringify(value) };
}

const plainJsonHeaders = { "content-type": "application/json" } as const;
